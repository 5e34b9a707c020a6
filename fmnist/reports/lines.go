package reports

import (
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Report 1's recipe: 10 epochs of Adam with batches of 128, the last tenth of the training images held out.
func report1Plan(net nets.Net) plan.Plan {
	return plan.Plan{Net: net, Epochs: 10, Batch: 128, Validation: 0.1}
}

// lenet5Line is the line that stands among the published results.
const lenet5Line = "LeNet-5, 44,426 parameters"

func (c *collector) report1() (Section, error) {
	section := Section{Title: "Report 1: LeNet-5",
		Intro: "Test accuracy after 10 epochs with batches of 128, 10 % of the training images held out; " +
			"for the folds the accuracy on the fold held out, mean over the folds of one seed. The spread is the standard deviation between seeds."}
	for _, row := range []struct {
		key, what, reported string
		net                 nets.Net
	}{
		{"lenet5", lenet5Line, "0.8817", nets.LeNet5()},
		{"dropout", "with dropout 0.4", "0.8831", nets.LeNet5Dropout()},
	} {
		line, err := c.seeds(row.key, report1Plan(row.net), c.o.Seeds, figure{row.what, row.reported, testAccuracy})
		if err != nil {
			return section, err
		}
		section.Lines = append(section.Lines, line)
	}
	if w, err := metrics.WelchTest(section.Lines[0].Values, section.Lines[1].Values); err == nil {
		section.Remarks = []string{fmt.Sprintf("Dropout against none, over the seeds: %+.4f, %s by Welch's test. The report's improvement, 0.8817 to 0.8831, is one network of each.",
			w.Difference, w.Verdict())}
	}
	mean, spread, err := c.fiveFolds()
	section.Lines = append(section.Lines, mean, spread)
	return section, err
}

// fiveFolds is the report's 5-fold cross-validation of the network with dropout, once per seed.
func (c *collector) fiveFolds() (mean, spread Line, err error) {
	const folds = 5
	p := report1Plan(nets.LeNet5Dropout())
	mean = Line{Key: "fold5", What: "5-fold, dropout 0.4: mean of the folds", Reported: "0.8771", Wanted: c.o.Seeds,
		Epochs: p.Epochs}
	spread = Line{Key: "fold5", What: "5-fold, dropout 0.4: standard deviation of the folds", Reported: "0.0033",
		Wanted: c.o.Seeds, Epochs: p.Epochs}
	for seed := range c.o.Seeds {
		runs, err := c.folds("fold5", p.With(plan.Seed(int64(seed+1))), folds)
		if err != nil {
			return mean, spread, err
		}
		if len(runs) < folds {
			continue
		}
		var scores []float64
		for _, r := range runs {
			scores = append(scores, r.ValAccuracy())
			mean.Seconds += r.Seconds()
		}
		m, sd := metrics.MeanSD(scores)
		mean.Values, spread.Values = append(mean.Values, m), append(spread.Values, sd)
	}
	return mean, spread, nil
}

// folds are the runs of a cross-validation that are there, up to the first that is not.
func (c *collector) folds(key string, whole plan.Plan, k int, options ...study.FoldOption) ([]*study.Run, error) {
	plans, err := c.study.FoldPlans(whole, k, options...)
	if err != nil {
		return nil, err
	}
	var runs []*study.Run
	gap := false
	for _, p := range plans {
		if gap && p.Start != nil { // it needs the one before
			c.missing[key] += operations(p, c.study.Data.Train.Len())
			continue
		}
		r, err := c.run(key, p)
		if err != nil {
			return nil, err
		}
		if r == nil {
			gap = true
		} else if !gap {
			runs = append(runs, r)
		}
	}
	return runs, nil
}

// Report 2 trains with batches of 64 on the first 80 % of the training images, 750 steps an epoch.
const (
	wideBatch = 64
	wideSteps = 750
)

// Report 2's figures for its wide LeNet-5.
const wideTraining = 0.9303

const wideIntro = "504,342 parameters, 32×32 inputs padded with zeros, batches of 64, one seed; the first 80 %% of the training images train. The report's final " +
	"runs had 30 epochs; how many its first one had, which reached a training accuracy of %.4f, it does not say, so the first two lines here are from the " +
	"first epoch at least as good.\n\n" +
	"In its cross-validation the report compiled one network again for every fold, which keeps the weights: from the second fold on the network had been " +
	"trained on the images it was scored on (and before the first fold already, since the network came from the final training). The honest line starts every " +
	"fold afresh; the other lines repeat the mistake from the first fold on. The test images are in no fold: what they say of the kept weights is what " +
	"those are worth. The report's early stopping is left out, so that all folds train equally long; " +
	"with fewer epochs than the report's 30 the rise is slower."

func (c *collector) report2() (Section, error) {
	whole := plan.Plan{Net: nets.LeNet5Wide(), Epochs: c.o.WideEpochs, Batch: wideBatch, Seed: 1}
	section := Section{Title: "Report 2: the wide LeNet-5", Intro: fmt.Sprintf(wideIntro, wideTraining)}
	wide, err := c.run("wide", whole.With(func(p *plan.Plan) { p.Validation = 0.2 }))
	if err != nil {
		return section, err
	}
	line := func(key, what, reported string, figure func(*study.Run) float64) {
		l := Line{Key: key, What: what, Reported: reported, Wanted: 1, Epochs: whole.Epochs}
		if wide == nil || !math.IsNaN(figure(wide)) {
			l.add(wide, figure)
		}
		section.Lines = append(section.Lines, l)
	}
	line("wide", "training accuracy, first epoch at least as good as the report's", "0.9303",
		func(r *study.Run) float64 { return r.FigureAt(reached(r, wideTraining), "accuracy") })
	line("wide", "validation accuracy in that epoch", "0.8982",
		func(r *study.Run) float64 { return r.FigureAt(reached(r, wideTraining), "val_accuracy") })
	line("wide", "training accuracy, last epoch", "",
		func(r *study.Run) float64 { return r.FigureAt(r.Epochs, "accuracy") })
	line("wide", "validation accuracy, last epoch", "", (*study.Run).ValAccuracy)
	line("wide", "test accuracy, last epoch", "", testAccuracy)
	return section, c.tenFolds(&section, whole.With(plan.Epochs(c.o.FoldEpochs),
		func(p *plan.Plan) { p.Steps = wideSteps }))
}

// reached is the first epoch whose training accuracy is at least that; 0 when there is none.
func reached(r *study.Run, accuracy float64) int {
	for i, e := range r.History {
		if e.Accuracy >= accuracy {
			return i + 1
		}
	}
	return 0
}

func (c *collector) tenFolds(section *Section, p plan.Plan) error {
	const folds = 10
	honest, err := c.folds("fold10", p, folds)
	if err != nil {
		return err
	}
	kept, err := c.folds("kept10", p, folds, study.KeepWeights)
	if err != nil {
		return err
	}
	line := func(key, what, reported string, wanted int, of []*study.Run, figure func(*study.Run) float64) {
		l := Line{Key: key, What: what, Reported: reported, Wanted: wanted, Epochs: p.Epochs}
		for _, r := range of {
			l.add(r, figure)
		}
		section.Lines = append(section.Lines, l)
	}
	line("fold10", "10-fold, fresh weights: validation accuracy", "", folds, honest, (*study.Run).ValAccuracy)
	line("fold10", "10-fold, fresh weights: test accuracy", "", folds, honest, testAccuracy)
	reported := map[int]string{1: "0.9838", folds: "0.9925"}
	for fold := range folds {
		of := kept[min(fold, len(kept)):min(fold+1, len(kept))]
		line("kept10", fmt.Sprintf("10-fold with the weights kept, fold %d: validation accuracy", fold+1),
			reported[fold+1], 1, of, (*study.Run).ValAccuracy)
		if fold == 0 || fold == folds-1 {
			line("kept10", fmt.Sprintf("10-fold with the weights kept, after fold %d: test accuracy", fold+1), "", 1,
				of, testAccuracy)
		}
	}
	return nil
}
