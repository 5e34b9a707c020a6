package study

import (
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// tuneLive shows a whole search in one block: the picture of the rounds so far in a notebook, and a line with the trial, the
// best score and the time left. It is the display of every training of the search.
type tuneLive struct {
	search *Search
	block  *nb.Live // nil shows nothing
	trial  hyperband.Trial
	plan   plan.Plan
	last   time.Time // of the last line within a trial
	silent int       // stored trials that were not announced yet
}

func newTuneLive(s *Search, shown bool) *tuneLive {
	l := &tuneLive{search: s}
	if shown {
		l.block = nb.NewLive()
	}
	return l
}

// begin announces a trial that has to be trained.
func (l *tuneLive) begin(t hyperband.Trial) {
	l.trial = t
	if l.block == nil {
		return
	}
	if l.silent > 0 {
		l.block.Mark(l.chart(), fmt.Sprintf("%d trials come from stored runs; %s", l.silent, l.standing()))
		l.silent = 0
	}
	l.block.Update(l.chart(), fmt.Sprintf("%s; %s", l.where(t), l.standing()))
}

// end tells a trial's score; stored ones are only counted, or a replay would print pages.
func (l *tuneLive) end(t Trial) {
	if t.Stored {
		l.silent++
		return
	}
	if l.block == nil {
		return
	}
	what := fmt.Sprintf("%s %.4f", l.search.state.Options().Objective, t.Score)
	if t.Err != nil {
		what = t.Err.Error()
	}
	l.block.Mark(l.chart(), fmt.Sprintf("%s: %s in %s; %s", l.where(t.Trial), what, duration(t.Seconds), l.standing()))
}

func (l *tuneLive) close() error {
	if l.block == nil {
		return nil
	}
	return l.block.Close(chart.Captioned{Chart: l.chart(), Caption: l.search.String()})
}

func (l *tuneLive) chart() chart.Chart { return l.search.Rungs() }

// where names a trial by its place in the search.
func (l *tuneLive) where(t hyperband.Trial) string {
	p := l.search.state.Progress()
	epochs := fmt.Sprintf("epochs %d to %d", t.FromEpoch+1, t.ToEpoch)
	if t.FromEpoch+1 == t.ToEpoch {
		epochs = fmt.Sprintf("epoch %d", t.ToEpoch)
	}
	return fmt.Sprintf("trial %s (%d of %d), %s", t.ID, t.Number+1, max(p.OfTrials, t.Number+1), epochs)
}

// standing is the best score so far and the time left, at the pace of the epochs so far.
func (l *tuneLive) standing() string {
	text := "no score yet"
	if best, ok := l.search.state.Best(); ok {
		text = fmt.Sprintf("best %.4f (trial %s)", best.Score, best.ID)
	}
	seconds, p := 0.0, l.search.state.Progress()
	for _, t := range l.search.trials {
		seconds += t.Seconds
	}
	if p.Epochs > 0 && p.OfEpochs > p.Epochs {
		text += fmt.Sprintf(", about %s left", duration(seconds/float64(p.Epochs)*float64(p.OfEpochs-p.Epochs)))
	}
	return text
}

func (l *tuneLive) Start(p plan.Plan, _ int, _ []plan.Epoch) { l.plan = p }

func (l *tuneLive) Step(s plan.StepInfo) {
	const pause = 2 * time.Second // drawing the picture twice a second would cost a small network a tenth of its time
	if l.block == nil || time.Since(l.last) < pause {
		return
	}
	l.last = time.Now()
	l.block.Update(l.chart(), fmt.Sprintf("%s: epoch %d, step %d of %d, accuracy %.4f; %s", l.where(l.trial), s.Epoch, s.Step, s.Steps, s.Accuracy, l.standing()))
}

func (l *tuneLive) Epoch([]plan.Epoch, []string) {}

func (l *tuneLive) Say(sentence string) {
	if l.block != nil {
		l.block.Mark(l.chart(), sentence)
	}
}

func (l *tuneLive) Done() {}
