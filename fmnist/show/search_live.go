package show

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// searchLive shows a whole search in one block: the picture of the rounds so far in a notebook, and a line with the
// trial, or the trials side by side, the best score and the time left.
type searchLive struct {
	search Search
	block  *nb.Live
	out    io.Writer      // outside notebooks
	atWork []*searchTrial // in the order in which they began
	last   time.Time      // of the last line within a trial
	silent int            // stored trials that were not announced yet
	trains bool           // at least one trial is trained
}

// searchTrial is the display of one trial's training.
type searchTrial struct {
	*searchLive
	trial hyperband.Trial
	brief string // where it is, where others stand beside it
}

// Search implements study.Display.
func (d Display) Search(s *study.Search) study.SearchDisplay {
	return &searchLive{search: Search{s}, block: nb.NewLive(), out: d.out()}
}

// Cost shows what the whole search costs.
func (l *searchLive) Cost() error {
	if nb.Active() {
		return nb.Show(l.search.Arithmetic())
	}
	_, err := fmt.Fprintln(l.out, l.search.Arithmetic().Text())
	return err
}

// Begin announces a trial that has to be trained.
func (l *searchLive) Begin(t hyperband.Trial) plan.Progress {
	one := &searchTrial{searchLive: l, trial: t, brief: t.ID + " begins"}
	l.atWork, l.trains = append(l.atWork, one), true
	if l.silent > 0 {
		l.block.Mark(l.chart(), fmt.Sprintf("%s from stored runs; %s", text.Count(l.silent, "trial"), l.standing()))
		l.silent = 0
	}
	l.block.Update(l.chart(), fmt.Sprintf("%s; %s", l.busy(l.where(t)), l.standing()))
	return one
}

// End tells a trial's score, or why it failed; stored ones are only counted, or a replay would print pages.
func (l *searchLive) End(t study.Trial) {
	if t.Stored {
		l.silent++
		return
	}
	l.atWork = slices.DeleteFunc(l.atWork, func(one *searchTrial) bool { return one.trial.ID == t.ID })
	what := fmt.Sprintf("%s %.4f in %s", l.search.State().Options().Objective, t.Score, text.Duration(t.Seconds))
	if t.Err != nil {
		what = "failed: " + t.Err.Error()
	}
	l.block.Mark(l.chart(), fmt.Sprintf("%s: %s; %s", l.where(t.Trial), what, l.standing()))
}

// Close leaves the picture of the whole search; none where all of it was stored, which every later cell of a notebook
// would show again.
func (l *searchLive) Close() error {
	if !l.trains {
		return l.block.Close(nil)
	}
	return l.block.Close(chart.Captioned{Chart: l.chart(), Caption: l.search.String()})
}

func (l *searchLive) chart() chart.Chart { return l.search.Rungs() }

// where names a trial by its place in the search.
func (l *searchLive) where(t hyperband.Trial) string {
	p := l.search.State().Progress()
	epochs := fmt.Sprintf("epochs %d to %d", t.FromEpoch+1, t.ToEpoch)
	if t.FromEpoch+1 == t.ToEpoch {
		epochs = fmt.Sprintf("epoch %d", t.ToEpoch)
	}
	at := t.Number + 1
	if l.search.State().Schedule().Asynchronous() { // the IDs have gaps
		at = 1
		for _, other := range l.search.Trials() {
			if other.ID != t.ID {
				at++
			}
		}
	}
	return fmt.Sprintf("trial %s (%d of %d), %s", t.ID, at, max(p.OfTrials, at), epochs)
}

// standing is the best score so far and the time left, at the pace of the epochs so far.
func (l *searchLive) standing() string {
	line := "no score yet"
	if best, ok := l.search.State().Best(); ok {
		line = fmt.Sprintf("best %.4f (trial %s)", best.Score, best.ID)
	}
	seconds, p := 0.0, l.search.State().Progress()
	for _, t := range l.search.Trials() {
		seconds += t.Seconds
	}
	if p.Epochs > 0 && p.OfEpochs > p.Epochs {
		line += fmt.Sprintf(", about %s left", text.Duration(seconds/float64(p.Epochs)*float64(p.OfEpochs-p.Epochs)))
	}
	return line
}

// busy is what the one trial at work does, or where all of them are.
func (l *searchLive) busy(one string) string {
	const most = 4 // in one line of a terminal
	if len(l.atWork) == 1 {
		return one
	}
	var parts []string
	for _, t := range l.atWork[:min(most, len(l.atWork))] {
		parts = append(parts, t.brief)
	}
	if more := len(l.atWork) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return "trials " + strings.Join(parts, ", ")
}

func (l *searchTrial) Start(plan.Plan, int, []plan.Epoch) {}

func (l *searchTrial) Step(s plan.StepInfo) {
	const pause = 2 * time.Second // drawing the picture twice a second would cost a small network a tenth of its time
	if time.Since(l.last) < pause {
		return
	}
	l.last = time.Now()
	l.brief = fmt.Sprintf("%s (epoch %d of %d)", l.trial.ID, s.Epoch, l.trial.ToEpoch)
	doing := fmt.Sprintf("%s: epoch %d, step %d of %d, accuracy %.4f", l.where(l.trial), s.Epoch, s.Step, s.Steps,
		s.Accuracy)
	l.block.Update(l.chart(), fmt.Sprintf("%s; %s", l.busy(doing), l.standing()))
}

func (l *searchTrial) Epoch([]plan.Epoch, []string) {}

func (l *searchTrial) Say(sentence string) {
	l.block.Mark(l.chart(), sentence)
}

func (l *searchTrial) Done() {}
