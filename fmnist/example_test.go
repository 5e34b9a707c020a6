package fmnist_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist"
	"github.com/gofmnist/gofmnist/fmnist/local" // executes in this process
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// The Examples run on drawn garments, with a store of their own. What verbs announce, with times in it, goes nowhere.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "fmnist-examples-")
	if err != nil {
		panic(err)
	}
	os.Setenv("FMNIST_HOME", home)
	os.Setenv("FMNIST_DATA", "synthetic:1000,200")
	nb.SetOutput(io.Discard)
	stderr := os.Stderr
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null // Keras' progress lines
	}
	code := m.Run()
	os.Stderr = stderr
	os.RemoveAll(home)
	os.Exit(code)
}

var (
	small = fmnist.Net("small", fmnist.Conv(4, 5), fmnist.ReLU, fmnist.MaxPool(2), fmnist.Conv(6, 3), fmnist.ReLU,
		fmnist.MaxPool(2), fmnist.Flatten, fmnist.Dense(10))
	base = fmnist.Plan{Net: small, Epochs: 5, Batch: 16, Validation: 0.1, Seed: 1, Rate: 0.003}

	// Declared values: nothing is trained before they are used.
	garments = fmnist.Load()
	run      = fmnist.Train(base)
)

func ExampleLoad() {
	d := fmnist.Load()
	fmt.Println(d.Len(), "images, of which", d.Sample(100).Len(), "are a sample")
	fmt.Println(strings.Contains(d.Summary().Text(), "synthetic"))
	// Output:
	// 1000 images, of which 100 are a sample
	// true
}

func ExampleNet() {
	net := fmnist.Net("mine", fmnist.Conv(8, 3).Same().Stride(2), fmnist.BatchNorm, fmnist.ReLU, fmnist.GlobalAvgPool,
		fmnist.Dense(10))
	fmt.Println(net)
	// Output:
	// mine (28×28): Conv(8, 3).Same().Stride(2) → BatchNorm → ReLU → GlobalAvgPool → Dense(10)
}

// Importing fmnist/local runs a cell's plans in its own process, and adds layers that are functions of GoMLX nodes.
func ExampleLayer() {
	swish := local.Layer("swish", 1, func(x *graph.Node) *graph.Node { return graph.Mul(x, graph.Sigmoid(x)) })
	net := fmnist.Net("mine", fmnist.Conv(4, 5), swish, fmnist.MaxPool(2), fmnist.Flatten, fmnist.Dense(10))
	mine := fmnist.Train(base.On(net))
	fmt.Printf("%s learns: %v\n", mine.Plan().Net, mine.TestAccuracy() > 0.5)
	// Output:
	// mine (28×28): Conv(4, 5) → Layer("swish", 1) → MaxPool(2) → Flatten → Dense(10) learns: true
}

func ExamplePlan() {
	slower := base.With(fmnist.Rate(0.001), fmnist.EarlyStopping("val_loss", 2), fmnist.Name("slower"))
	dropped := base.On(fmnist.LeNet5.WithDropout(0.4))
	fmt.Println(slower.Name, slower.Rate, slower.EarlyStopping.Patience, dropped.Net.Name, base.Rate)
	// Output:
	// slower 0.001 2 lenet5 0.003
}

func ExampleSplitting() {
	plan := base.With(fmnist.Splitting("stratified"))
	drawn := fmnist.Train(plan) // other images validate than the last ones, so it is another training
	fmt.Println(plan.Validation, plan.Splitting, drawn.Epochs(), drawn.TestAccuracy() == run.TestAccuracy())
	// Output:
	// 0.1 stratified 5 false
}

func ExampleTrain() {
	fmt.Printf("%.3f after %d epochs\n", run.TestAccuracy(), run.Epochs())
	again := fmnist.Train(base) // from the store
	fmt.Println(again.TestAccuracy() == run.TestAccuracy())
	fmt.Println(strings.Count(run.Log().Text(), "Epoch "), "epochs in Keras' log")
	// Output:
	// 0.745 after 5 epochs
	// true
	// 5 epochs in Keras' log
}

func ExampleFind() {
	found := fmnist.Find(run.Name())
	fmt.Println(found.Plan().Net)
	// Output:
	// small (28×28): Conv(4, 5) → ReLU → MaxPool(2) → Conv(6, 3) → ReLU → MaxPool(2) → Flatten → Dense(10)
}

func ExampleRun_Evaluate() {
	e := run.Evaluate(garments.First(200))
	fmt.Printf("%d images, accuracy %.3f\n", e.Images, e.Accuracy)
	// Output:
	// 200 images, accuracy 0.755
}

func ExampleRun_TestMirrored() {
	e := run.TestMirrored()
	fmt.Printf("%d images, accuracy %.3f, with one view %.3f\n", e.Images, e.Accuracy, run.TestAccuracy())
	// Output:
	// 200 images, accuracy 0.755, with one view 0.745
}

func ExampleRun_Predict() {
	p := run.Predict("../notebooks/dress.png")
	fmt.Println(strings.Contains(p.String(), "made grey"))
	fmt.Println(strings.Contains(p.Attribution().Text(), "Grad-CAM"))
	// Output:
	// true
	// true
}

func ExampleCompare() {
	wide := fmnist.Train(base.On(fmnist.Linear))
	fmt.Println(strings.Count(fmnist.Compare(run, wide).Table().Text(), "\n"), "lines")
	// Output:
	// 5 lines
}

// One training at two lengths: two names, and two lines to see, one of them as dots on the other.
func ExampleComparison_Curves() {
	longer := fmnist.Train(base.With(fmnist.Epochs(base.Epochs + 1)))
	for line := range strings.Lines(fmnist.Compare(run, longer).Curves().Text()) {
		if name, _, found := strings.Cut(line, "  "); found && strings.Contains(name, "training") {
			fmt.Println(name)
		}
	}
	// Output:
	// small, 5 epochs training
	// small, 6 epochs training
}

func ExampleComparison_SeedsNeeded() {
	linear := fmnist.Repeat(base.On(fmnist.Linear), 2)
	fmt.Println(fmnist.Compare(fmnist.Repeat(base, 2), linear).SeedsNeeded())
	// Output:
	// small and linear are 0.0675 apart, with standard deviations of 0.0141 and 0.0247 over 2 and 2 seeds: to tell them apart takes 4 seeds of each (Welch's test, two-sided at 5 %, power 80 %).
}

// What both of two networks get wrong is hard to know from the image, or labelled wrongly.
func ExampleComparison_Classes() {
	both := fmnist.Compare(run, fmnist.Train(base.On(fmnist.Linear)))
	fmt.Println(strings.Join(strings.Fields(strings.Split(both.Classes().Text(), "\n")[1]), " "))
	title, _, _ := strings.Cut(both.Mistakes(4).Text(), "\n")
	fmt.Println(title)
	// Output:
	// class images small linear linear − small
	// The 4 worst of 41 mistakes of both; only of small: 10, only of linear: 22
}

func ExampleRun_Attribution() {
	looked := run.Attribution(0, 12).Text()
	for _, what := range []string{"test image 12", "saliency", "Grad-CAM"} {
		fmt.Println(strings.Count(looked, what), what)
	}
	// Output:
	// 1 test image 12
	// 2 saliency
	// 2 Grad-CAM
}

func ExampleCrossValidate() {
	folds := fmnist.CrossValidate(base, 3, fmnist.Stratified())
	fmt.Printf("%.2f ± %.2f\n", folds.Mean(), folds.SD())
	// Output:
	// 0.66 ± 0.03
}

// Side by side, the figures are those of one after another.
func ExampleParallel() {
	folds := fmnist.CrossValidate(base, 2, fmnist.Stratified(), fmnist.Parallel(2))
	seeds := fmnist.Repeat(base, 2, fmnist.Parallel(2))
	fmt.Printf("%.4f, %.4f, %t\n", folds.Mean(), seeds.Mean(), seeds.Accuracies()[0] == run.TestAccuracy())
	// Output:
	// 0.6600, 0.7350, true
}

// Two pictures of one garment in two folds would let a network be scored on what it has learnt.
func ExampleTogether() {
	folds := fmnist.CrossValidate(base, 3, fmnist.Together(0))
	fmt.Println(folds.Fold(1).Plan().Fold.Together > 0)
	fmt.Println(strings.Join(strings.Fields(strings.Split(garments.Copies(3).Twins(0).Text(), "\n")[3]), " "))
	fmt.Println(strings.Join(strings.Fields(strings.Split(run.Twins(0).Text(), "\n")[4]), " "))
	// Output:
	// true
	// training 1000 3 3
	// without a twin 200 149 0.7450
}

func ExampleCrossValidation_Mislabelled() {
	wrong := fmnist.CrossValidate(base, 3, fmnist.Stratified()).Mislabelled(3)
	fmt.Println(wrong)
	fmt.Println(wrong.Numbers())
	// Output:
	// small, 3 folds: 206 of 1000 labels look wrong
	// [48 766 551]
}

func ExampleRepeat() {
	r := fmnist.Repeat(base, 2)
	fmt.Println(len(r.Accuracies()), r.Accuracies()[0] == run.TestAccuracy())
	// Output:
	// 2 true
}

func ExampleLearningCurve() {
	curve := fmnist.LearningCurve(base, 100, 300, 1000)
	fmt.Printf("%.2f\n", curve.Accuracies())
	fmt.Println(curve.Run(3).Name() == run.Name())
	// Output:
	// [0.26 0.65 0.74]
	// true
}

func ExampleHyperband() {
	space := fmnist.Space{fmnist.Int("units", 4, 32), fmnist.Float("rate", 1e-3, 1e-1).Log()}
	search := fmnist.Hyperband(space, func(p fmnist.Point) fmnist.Plan {
		net := fmnist.Net("dense", fmnist.Flatten, fmnist.Dense(p.Int("units")), fmnist.ReLU, fmnist.Dense(10))
		return fmnist.Plan{Net: net, Batch: 32, Validation: 0.2, Seed: 5, Rate: p.Float("rate")}
	}, 3)
	best := fmnist.Train(search.Best())
	fmt.Println(best.Epochs(), "epochs,", strings.Count(search.Leaderboard(3).Text(), "dense"), "of the best trials")
	// Output:
	// 3 epochs, 3 of the best trials
}

func ExampleASHA() {
	space := fmnist.Space{fmnist.Int("units", 4, 32), fmnist.Float("rate", 1e-3, 1e-1).Log()}
	search := fmnist.ASHA(space, func(p fmnist.Point) fmnist.Plan {
		net := fmnist.Net("dense", fmnist.Flatten, fmnist.Dense(p.Int("units")), fmnist.ReLU, fmnist.Dense(10))
		return fmnist.Plan{Net: net, Batch: 32, Validation: 0.2, Seed: 5, Rate: p.Float("rate")}
	}, 9, 9)
	fmt.Printf("%d epochs, rate %.4f\n", search.Best().Epochs, search.Best().Rate)
	// Output:
	// 9 epochs, rate 0.0044
}

func ExampleCost() {
	fmt.Println(fmnist.Cost(10).Text())
	// Output:
	// 30 trials, 120 epochs in all
	// bracket  round  trials  epochs  trained
	// ───────────────────────────────────────
	//       2      0      12  0 → 2        24
	//       2      1       4  2 → 4         8
	//       2      2       2  4 → 10       12
	//       1      0       6  0 → 4        24
	//       1      1       2  4 → 10       12
	//       0      0       4  0 → 10       40
	//     all             30              120
}

func ExampleTransfer() {
	head := fmnist.Transfer(fmnist.SqueezeNet, fmnist.Flatten, fmnist.Dense(256), fmnist.ReLU, fmnist.Dense(10))
	fmt.Println(head.Summary().Total, head.Summary().Trainable)
	// Output:
	// 856394 133898
}

func ExampleSave() {
	file := filepath.Join(os.TempDir(), "fmnist-curves.svg")
	fmnist.Save(run.Curves(), file)
	info, err := os.Stat(file)
	fmt.Println(info.Size() > 1000, err)
	os.Remove(file)
	// Output:
	// true <nil>
}

func ExampleForget() {
	once := base.With(fmnist.Seed(99), fmnist.Epochs(1))
	before := len(fmnist.Runs().Rows)
	fmnist.Train(once)
	fmnist.Forget(once)
	fmt.Println(len(fmnist.Runs().Rows) == before)
	// Output:
	// true
}
