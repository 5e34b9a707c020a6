package reports

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// bestHeld is the share of the training images that the best LeNet's plan was chosen on.
const bestHeld = 0.1

const bestIntro = "Two convolutions and two hidden dense layers, at most 504,342 parameters: %s. " +
	"%d epochs with batches of %d, rate %g with one epoch of warm-up and a cosine to zero, images %s, label smoothing %g.\n\n" +
	"All of this was chosen by validation accuracy, with the last tenth of the training images held out (first line). The final runs train on all " +
	"60,000 images, and their test accuracy is the only one of this plan that was looked at. One thing the test images did have a say in: an " +
	"earlier choice, shorter and without shifts, had been tested both with and without the images held out, so it was known that training on all of them pays."

func (c *collector) best() (Section, error) {
	p := plan.LeNet5Best()
	section := Section{Title: "The best LeNet", Intro: fmt.Sprintf(bestIntro, p.Net, p.Epochs, p.Batch, p.Rate,
		p.Augment, p.LabelSmoothing)}
	chosen, err := c.seeds("best", p.With(held), 1,
		figure{"validation accuracy of the choice, trained on 54,000 images", "", (*study.Run).ValAccuracy})
	if err != nil {
		return section, err
	}
	final, err := c.seeds("best", p, c.o.Seeds, figure{bestLine, "", testAccuracy})
	section.Lines = []Line{chosen, final}
	return section, err
}

// bestLine is the line that stands among the published results.
const bestLine = "test accuracy, trained on all 60,000 images"

// held keeps validation images.
func held(p *plan.Plan) { p.Validation = bestHeld }

const (
	// ablationEpochs is half of the final training: enough for augmentation to pay, and short enough to run all the
	// parts.
	ablationEpochs = 30
	// ablationSeeds are enough for a spread; a change that was not taken is tried with one seed.
	ablationSeeds = 3
)

// ablationStep is one change to the plan before it.
type ablationStep struct {
	what   string
	change plan.Option
}

// ablationPlan is where the steps begin: the network without dropout, trained as Keras does by default.
func ablationPlan() plan.Plan {
	return plan.Plan{Net: nets.Best().WithDropout(0), Epochs: ablationEpochs, Batch: 128, Rate: 0.001,
		Seed: 1}.With(held)
}

func ablationSteps() []ablationStep {
	best := plan.LeNet5Best()
	return []ablationStep{
		{"the network without dropout, constant rate 0.001", func(*plan.Plan) {}},
		{fmt.Sprintf("+ rate %g, warm-up and cosine", best.Rate), func(p *plan.Plan) {
			*p = p.With(plan.Rate(best.Rate), plan.Cosine(ablationEpochs, best.Schedule.Warmup))
		}},
		{"+ dropout 0.3", dropout(0.3)},
		{fmt.Sprintf("+ label smoothing %g", best.LabelSmoothing), plan.LabelSmoothing(best.LabelSmoothing)},
		{"+ mirrored images", plan.WithAugment(plan.Augment{Flip: true})},
		{"+ shifts by up to 1 pixel", plan.WithAugment(*best.Augment)},
	}
}

// ablationTried are changes to the last step that did not make it.
func ablationTried() []ablationStep {
	return []ablationStep{
		{"not taken: and random erasing of 0.25 of the images",
			plan.WithAugment(plan.Augment{Flip: true, Shift: 1, Erase: 0.25})},
		{"not taken: shifts by up to 2 pixels", plan.WithAugment(plan.Augment{Flip: true, Shift: 2})},
		{"not taken: and weight decay 0.02", plan.WeightDecay(0.02)},
		{"not taken: dropout 0.2", dropout(0.2)},
		{"not taken: 32 and 96 filters, 124 hidden units", layout(32, 96, 3, 124)},
		{"not taken: 32 and 128 filters, 90 hidden units", layout(32, 128, 3, 90)},
		{"not taken: 32 and 80 filters, the second kernel 5×5", layout(32, 80, 5, 200)},
	}
}

// dropout exchanges the rate of the network's dropout.
func dropout(rate float64) plan.Option { return func(p *plan.Plan) { p.Net = p.Net.WithDropout(rate) } }

// layout exchanges the network for one of other widths, within the same number of parameters.
func layout(first, second, kernel, hidden int) plan.Option {
	return func(p *plan.Plan) { p.Net = nets.BestLayout(first, second, kernel, hidden) }
}

func (c *collector) ablation() (Section, error) {
	seeds := min(ablationSeeds, c.o.Seeds)
	section := Section{Title: "What each part gains", Gains: true,
		Intro: fmt.Sprintf("Validation accuracy after %d epochs, %d seeds, each line with all changes above it "+
			"but those not taken, which were tried with one seed. The gain is over the line above, with the p of Welch's test; what was not taken is "+
			"compared with the same seed of the last line that was.", ablationEpochs, seeds)}
	p := ablationPlan()
	add := func(p plan.Plan, what string, seeds int, tried bool) error {
		l, err := c.seeds("ablation", p, seeds, figure{what, "", (*study.Run).ValAccuracy})
		l.Tried = tried
		section.Lines = append(section.Lines, l)
		return err
	}
	for _, step := range ablationSteps() {
		p = p.With(step.change)
		if err := add(p, step.what, seeds, false); err != nil {
			return section, err
		}
	}
	for _, step := range ablationTried() {
		if err := add(p.With(step.change), step.what, 1, true); err != nil {
			return section, err
		}
	}
	return section, nil
}
