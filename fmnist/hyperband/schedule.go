package hyperband

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Schedule says how many trials run for how many epochs. It is known before anything runs.
type Schedule []Bracket

// Bracket is one run of successive halving: the first round is drawn at random, and each later one takes the best
// trials of the round before and trains them on.
type Bracket struct {
	Number    int     `json:"bracket"`   // KerasTuner's number: rounds that follow the first
	Iteration int     `json:"iteration"` // which repetition of the whole schedule, from 0
	Rounds    []Round `json:"rounds"`
	// Factor, where it is not 0, says that the rounds do not wait for each other (see ASHA): one of Factor results is
	// promoted, as they come. The trials of the rounds after the first are then the fewest there will be.
	Factor int `json:"factor,omitempty"`
}

// Round is a number of trials, all trained from one epoch to another.
type Round struct {
	Trials    int `json:"trials"`
	FromEpoch int `json:"from_epoch"` // 0 in the first round
	ToEpoch   int `json:"to_epoch"`
}

// maxTrials keeps a typing error such as a factor of 2 at a million epochs from filling the memory.
const maxTrials = 1_000_000

// Hyperband returns the schedule of KerasTuner's Hyperband: for every bracket b, from the most aggressive down to 0,
// rounds r = 0 … b with
//
//	trials = ⌈ E/(b+1) · factor^(b-r) ⌉, E = ⌈1 + log_factor(maxEpochs)⌉
//	epochs = ⌈ maxEpochs / factor^(b-r) ⌉
//
// the whole repeated iterations times. The usual factor is 3.
func Hyperband(maxEpochs, factor, iterations int) (Schedule, error) {
	switch {
	case maxEpochs < 1 || maxEpochs > maxTrials: // the first bracket has about as many trials as the last has epochs
		return nil, fmt.Errorf("hyperband: the maximum of %d epochs must be from 1 to %d", maxEpochs, maxTrials)
	case factor < 2:
		return nil, fmt.Errorf("hyperband: the factor %d must be at least 2: one of factor trials is promoted", factor)
	case iterations < 1:
		return nil, fmt.Errorf("hyperband: the number of iterations, %d, must be at least 1", iterations)
	}
	var schedule Schedule
	trials := 0
	for iteration := range iterations {
		for number := brackets(maxEpochs, factor) - 1; number >= 0; number-- {
			bracket := Bracket{Number: number, Iteration: iteration}
			for round := range number + 1 {
				bracket.Rounds = append(bracket.Rounds, Round{
					Trials:    size(maxEpochs, factor, number, round),
					FromEpoch: epochs(maxEpochs, factor, number, round-1),
					ToEpoch:   epochs(maxEpochs, factor, number, round),
				})
			}
			schedule = append(schedule, bracket)
			if trials += (Schedule{bracket}).Trials(); trials > maxTrials {
				return nil, fmt.Errorf("hyperband: more than %d trials; lower the iterations or the maximum of epochs",
					maxTrials)
			}
		}
	}
	return schedule, nil
}

// brackets counts how often maxEpochs can be divided by factor until less than one epoch is left.
func brackets(maxEpochs, factor int) int {
	count := 0
	for left := maxEpochs; left >= 1; left /= factor { // rounding down keeps "less than 1" as it is
		count++
	}
	return count
}

// size returns the trials of a round. E is found with integers, as one more than the digits of maxEpochs-1 in base
// factor.
func size(maxEpochs, factor, bracket, round int) int {
	e := 1
	for left := maxEpochs - 1; left > 0; left /= factor {
		e++
	}
	return int(math.Ceil(float64(e) / float64(bracket+1) * math.Pow(float64(factor), float64(bracket-round))))
}

// epochs returns up to which epoch a round trains; 0 for the round before the first.
func epochs(maxEpochs, factor, bracket, round int) int {
	if round < 0 {
		return 0
	}
	return int(math.Ceil(float64(maxEpochs) / math.Pow(float64(factor), float64(bracket-round))))
}

// SuccessiveHalving returns one bracket: trials points are drawn, and each round keeps one of factor of them and
// multiplies the epochs by factor, ending at maxEpochs. There are as many rounds as both numbers allow.
func SuccessiveHalving(trials, maxEpochs, factor int) (Schedule, error) {
	switch {
	case trials < 1 || trials > maxTrials:
		return nil, fmt.Errorf("successive halving: the number of trials, %d, must be from 1 to %d", trials, maxTrials)
	case maxEpochs < 1:
		return nil, fmt.Errorf("successive halving: the maximum of %d epochs must be at least 1", maxEpochs)
	case factor < 2:
		return nil, fmt.Errorf("successive halving: the factor %d must be at least 2: one of factor trials is promoted",
			factor)
	}
	number := min(brackets(trials, factor), brackets(maxEpochs, factor)) - 1
	bracket := Bracket{Number: number}
	for round := range number + 1 {
		bracket.Rounds = append(bracket.Rounds, Round{
			Trials:    trials,
			FromEpoch: epochs(maxEpochs, factor, number, round-1),
			ToEpoch:   epochs(maxEpochs, factor, number, round),
		})
		trials = max(1, trials/factor)
	}
	return Schedule{bracket}, nil
}

// RandomSearch returns one round: every point is trained for all epochs.
func RandomSearch(trials, epochs int) (Schedule, error) {
	if trials < 1 || trials > maxTrials {
		return nil, fmt.Errorf("random search: the number of trials, %d, must be from 1 to %d", trials, maxTrials)
	}
	if epochs < 1 {
		return nil, fmt.Errorf("random search: the number of epochs, %d, must be at least 1", epochs)
	}
	return Schedule{{Rounds: []Round{{Trials: trials, ToEpoch: epochs}}}}, nil
}

// Trials returns the number of trials in all rounds.
func (s Schedule) Trials() int {
	sum := 0
	for _, bracket := range s {
		for _, round := range bracket.Rounds {
			sum += round.Trials
		}
	}
	return sum
}

// Epochs returns the number of epochs trained in all.
func (s Schedule) Epochs() int {
	sum := 0
	for _, bracket := range s {
		for _, round := range bracket.Rounds {
			sum += round.Epochs()
		}
	}
	return sum
}

// Epochs returns the number of epochs trained in the round.
func (r Round) Epochs() int { return r.Trials * (r.ToEpoch - r.FromEpoch) }

// CheckSchedule reports a schedule that cannot be run.
func CheckSchedule(s Schedule) error {
	if len(s) == 0 {
		return errors.New("the schedule is empty: make one with Hyperband, SuccessiveHalving, ASHA or RandomSearch")
	}
	places := 0
	for i, bracket := range s {
		if len(bracket.Rounds) == 0 {
			return fmt.Errorf("bracket %d of the schedule has no rounds", i+1)
		}
		if bracket.Factor < 0 || bracket.Factor == 1 {
			return fmt.Errorf("bracket %d of the schedule: the factor %d must be 0, for rounds, or at least 2", i+1,
				bracket.Factor)
		}
		places += bracket.places()
		for r, round := range bracket.Rounds {
			switch {
			case round.Trials < 1 || round.FromEpoch < 0 || round.ToEpoch < round.FromEpoch:
				return fmt.Errorf("bracket %d of the schedule, round %d: %d trials from epoch %d to %d", i+1, r+1,
					round.Trials, round.FromEpoch, round.ToEpoch)
			case r > 0 && round.Trials > bracket.Rounds[r-1].Trials:
				return fmt.Errorf("bracket %d of the schedule, round %d: it has more trials than the round before",
					i+1, r+1)
			}
		}
	}
	if places > maxTrials {
		return fmt.Errorf("the schedule has more than %d trials", maxTrials)
	}
	return nil
}

// Table returns the arithmetic of the schedule: a header, a row for every round, and a row of sums.
func (s Schedule) Table() (header []string, rows [][]string) {
	header = []string{"bracket", "round", "trials", "epochs", "trained"}
	for _, bracket := range s {
		for r, round := range bracket.Rounds {
			how := fmt.Sprintf("%d → %d", round.FromEpoch, round.ToEpoch)
			rows = append(rows, []string{fmt.Sprint(bracket.Number), fmt.Sprint(r), fmt.Sprint(round.Trials), how,
				fmt.Sprint(round.Epochs())})
		}
	}
	return header, append(rows, []string{"all", "", fmt.Sprint(s.Trials()), "", fmt.Sprint(s.Epochs())})
}

// String returns the table as text.
func (s Schedule) String() string {
	header, rows := s.Table()
	var text strings.Builder
	for _, row := range slices.Concat([][]string{header}, rows) {
		line := fmt.Sprintf("%-7s  %5s  %6s  %-9s  %7s", row[0], row[1], row[2], row[3], row[4])
		text.WriteString(line + "\n")
	}
	return text.String()
}
