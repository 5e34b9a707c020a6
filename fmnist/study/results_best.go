package study

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// The best LeNet's training; each part was chosen on validation images, and the ablation shows what it gains.
const (
	bestEpochs = 24
	bestRate   = 2e-3 // twice Adam's default: the cosine brings it down again
	bestWarmup = 1    // epochs; without it the first steps of the higher rate cost some accuracy
)

// bestSmoothing is the share of the uniform distribution in the targets.
const bestSmoothing = 0.05

// BestPlan trains the best LeNet, on all training images: the plan was chosen with the last tenth of them held out
// (bestHeld), and when nothing is left to choose they may as well teach. (docs/RESULTS.md, "The best LeNet".)
func BestPlan() train.Plan {
	return train.Plan{Net: nets.Best(), Epochs: bestEpochs, Batch: 128, Rate: bestRate, Seed: 1,
		Augment: &train.Augment{Flip: true}, LabelSmoothing: bestSmoothing}.With(train.Cosine(bestEpochs, bestWarmup))
}

// bestHeld is the share of the training images that the plan was chosen on.
const bestHeld = 0.1

func (c *collector) best() (ResultSection, error) {
	plan := BestPlan()
	section := ResultSection{Title: "The best LeNet", Intro: fmt.Sprintf("Two convolutions and two hidden dense layers, at most 504,342 parameters: %s. "+
		"%d epochs with batches of %d, rate %g with one epoch of warm-up and a cosine to zero, mirrored images, label smoothing %g. "+
		"All of this was chosen by the validation accuracy of one seed, with the last tenth of the training images held out (first line). "+
		"The test images took no part in that choice. The final runs train on all 60,000 images; that was decided when the test accuracy of the chosen run (second line) was known.",
		plan.Net, plan.Epochs, plan.Batch, plan.Rate, plan.LabelSmoothing)}
	chosen := ResultLine{Key: "best", What: "validation accuracy of the choice, trained on 54,000 images", Wanted: 1, Epochs: plan.Epochs}
	r, err := c.run("best", plan.With(func(p *train.Plan) { p.Validation = bestHeld }))
	if err != nil {
		return section, err
	}
	chosen.add(r, (*Run).ValAccuracy)
	tested := ResultLine{Key: "best", What: "test accuracy of that run", Wanted: 1, Epochs: plan.Epochs}
	tested.add(r, testAccuracy)
	lines, err := c.seeds("best", plan, figure{"test accuracy, trained on all 60,000 images", "", testAccuracy})
	section.Lines = append([]ResultLine{chosen, tested}, lines...)
	return section, err
}

// ablationEpochs is a third of the final training: enough to order the parts, and short enough to run them all.
const ablationEpochs = 8

// ablationStep is one change to the plan before it.
type ablationStep struct {
	what   string
	change train.Option
}

// ablationPlan is where the steps begin: the network without dropout, trained as Keras does by default.
func ablationPlan() train.Plan {
	return train.Plan{Net: nets.Best().WithDropout(0), Epochs: ablationEpochs, Batch: 128, Validation: bestHeld, Rate: 0.001, Seed: 1}
}

func ablationSteps() []ablationStep {
	return []ablationStep{
		{"the network without dropout, constant rate 0.001", func(*train.Plan) {}},
		{fmt.Sprintf("+ rate %g, warm-up and cosine", bestRate), func(p *train.Plan) {
			*p = p.With(train.Rate(bestRate), train.Cosine(ablationEpochs, bestWarmup))
		}},
		{"+ dropout 0.3", train.Dropout(0.3)},
		{"+ mirrored images", func(p *train.Plan) { p.Augment = &train.Augment{Flip: true} }},
		{fmt.Sprintf("+ label smoothing %g", bestSmoothing), train.LabelSmoothing(bestSmoothing)},
	}
}

// ablationTried are changes to the last step that did not make it.
func ablationTried() []ablationStep {
	return []ablationStep{
		{"not taken: and shifts by up to 1 pixel", func(p *train.Plan) { p.Augment = &train.Augment{Flip: true, Shift: 1} }},
		{"not taken: and random erasing of 0.3 of the images", func(p *train.Plan) { p.Augment = &train.Augment{Flip: true, Erase: 0.3} }},
	}
}

func (c *collector) ablation() (ResultSection, error) {
	section := ResultSection{Title: "What each part gains", Gains: true, Intro: fmt.Sprintf("Validation accuracy of one seed after %d epochs, each line with all changes above it but those not taken. "+
		"With 6,000 validation images a difference below about 0.007 may be chance.", ablationEpochs)}
	plan := ablationPlan()
	add := func(plan train.Plan, what string, tried bool) error {
		r, err := c.run("ablation", plan)
		l := ResultLine{Key: "ablation", What: what, Wanted: 1, Epochs: plan.Epochs, Tried: tried}
		l.add(r, (*Run).ValAccuracy)
		section.Lines = append(section.Lines, l)
		return err
	}
	for _, step := range ablationSteps() {
		plan = plan.With(step.change)
		if err := add(plan, step.what, false); err != nil {
			return section, err
		}
	}
	for _, step := range ablationTried() {
		if err := add(plan.With(step.change), step.what, true); err != nil {
			return section, err
		}
	}
	return section, nil
}
