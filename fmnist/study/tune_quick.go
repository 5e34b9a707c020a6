package study

import "github.com/gofmnist/gofmnist/fmnist/hyperband"

// quickSchedule keeps the brackets and rounds of a schedule, with at most three trials and one epoch a round:
// FMNIST_QUICK shows every promotion in a few seconds.
func quickSchedule(schedule hyperband.Schedule) hyperband.Schedule {
	const most = 3 // the factor of Hyperband: three trials, two, one
	var quick hyperband.Schedule
	for _, bracket := range schedule {
		b := hyperband.Bracket{Number: bracket.Number, Iteration: bracket.Iteration, Factor: bracket.Factor}
		for r, round := range bracket.Rounds {
			trials := min(round.Trials, max(most-r, 1))
			if b.Factor > 0 && r == 0 { // as many as one promotion to the last round needs
				trials = min(round.Trials, most*most)
			}
			b.Rounds = append(b.Rounds, hyperband.Round{Trials: trials, FromEpoch: r, ToEpoch: r + 1})
		}
		quick = append(quick, b)
	}
	return quick
}
