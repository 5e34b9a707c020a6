package study

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// foldLive shows all trainings of a cross-validation as one line.
type foldLive struct {
	block    *nb.Live
	fold, of int
	epochs   int
	line     string
}

func (f *foldLive) Start(plan train.Plan, _ int, _ []train.Epoch) { f.epochs = plan.Epochs }

func (f *foldLive) Step(s train.StepInfo) {
	if f.block.Due() {
		f.block.Update(nil, fmt.Sprintf("fold %d of %d, epoch %d of %d, step %d of %d: accuracy %.4f", f.fold, f.of, s.Epoch, f.epochs, s.Step, s.Steps, s.Accuracy))
	}
}

func (f *foldLive) Epoch(history []train.Epoch, _ []string) {
	f.line = fmt.Sprintf("fold %d of %d, epoch %d of %d: validation accuracy %.4f", f.fold, f.of, len(history), f.epochs, history[len(history)-1].Figure("val_accuracy"))
	if len(history) == f.epochs {
		f.block.Mark(nil, f.line)
		return
	}
	f.block.Update(nil, f.line)
}

func (f *foldLive) Say(sentence string) { f.block.Mark(nil, sentence) }

func (f *foldLive) Done() {}
