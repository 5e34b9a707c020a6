// Package execute says what has to be computed with GoMLX, and how it is asked for: the border between packages that
// describe and those that execute. Package local answers in the same process. Requests and answers are values that JSON
// can carry, and what is large lies in the run store, so that a child process can answer as well.
package execute

import (
	"context"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Executor computes. Its methods may be slow; all of them end soon after ctx does.
type Executor interface {
	// Train brings the plan's run to its epochs and leaves it in the store, saved after every epoch and when ctx ends.
	// The test images are not looked at.
	Train(ctx context.Context, at Place, p plan.Plan, w Watch) (Trained, error)
	// Test leaves the model's figures and predictions on the test images in the store.
	Test(ctx context.Context, at Place, m Model, w Watch) error
	// Weights makes sure that the model's weights are in the store; those that were not kept are trained again.
	Weights(ctx context.Context, at Place, m Model, w Watch) error
	// Features leaves the frozen features of a base for both sets in the store, and says how long they took to compute.
	Features(ctx context.Context, at Place, base plan.Base, w Watch) (seconds float64, err error)
	// Diagnose measures a trained head on frozen features of the test images.
	Diagnose(ctx context.Context, at Place, m Model, w Watch) (metrics.Diagnosis, error)
	// Predict gives the class probabilities of 28×28 images laid end to end, row by row.
	Predict(ctx context.Context, at Place, m Model, images []uint8, w Watch) ([]float32, error)
	// Activations are what layers make of one 28×28 image: for each number of first layers one.
	Activations(ctx context.Context, at Place, m Model, image []uint8, layers []int, w Watch) ([]Activation, error)
	// Attributions say for each 28×28 image which of its pixels the answer hangs on.
	Attributions(ctx context.Context, at Place, m Model, images []uint8, w Watch) ([]Attribution, error)
	// Augmented are the images as the first so many steps of a plan with that seed would see them, were they the batch
	// of every step: for each step [n, 28, 28] values from 0 to 1.
	Augmented(ctx context.Context, a plan.Augment, seed int64, images []uint8, steps int) ([][]float32, error)
	// Bench times training steps, evaluation or frozen features on drawn images.
	Bench(ctx context.Context, b Bench) (Timing, error)
	// Doctor lists versions, machine and backend, for a bug report.
	Doctor(ctx context.Context) []Fact
}

// Fetcher is an Executor that can download.
type Fetcher interface {
	// FetchData completes a folder with those of the four official files of Fashion-MNIST that are not there or not
	// right.
	FetchData(ctx context.Context, dir string) error
}

// Readier is an Executor that can tell, before data are read, that it will not compute: FMNIST_SIMD may name nothing.
type Readier interface {
	Ready() error
}

// Ready is the executor's own answer; nil from one that has none.
func Ready(e Executor) error {
	if r, ok := e.(Readier); ok {
		return r.Ready()
	}
	return nil
}

// Place is where a job finds its data and leaves its results.
type Place struct {
	Store runs.Store
	Data  data.Dataset
}

// Watch hears of a job while it goes on. Any of it may be nil.
type Watch struct {
	Progress plan.Progress
	Features func(what string, done, total int) // images through a frozen network
	Download func(done, total int64)            // bytes of a weight file
	// Log is where a training's figures are written epoch by epoch: FILE.csv or TensorBoard and a folder; empty for
	// nowhere.
	Log string
}

// Trained is what became of a training.
type Trained struct {
	Epochs      int    `json:"epochs"`  // in the history now
	New         int    `json:"new"`     // trained for this answer
	Backend     string `json:"backend"` // that trained them; empty when none was needed
	Interrupted bool   `json:"interrupted,omitempty"`
}

// Model is a trained network: a run's weights after an epoch.
type Model struct {
	Plan  plan.Plan `json:"plan"`
	Run   runs.ID   `json:"run"`
	Epoch int       `json:"epoch"`
}

// Activation is what the first layers of a network make of an image: rows, columns, channels.
type Activation struct {
	Shape  nets.Shape `json:"shape"`
	Values []float32  `json:"values"`
}

// Attribution says which pixels of an image the likeliest class hangs on.
type Attribution struct {
	Class       int     `json:"class"`
	Probability float32 `json:"probability"`
	// Saliency is the absolute gradient of the class's logit with respect to the pixels ÷ 255, 28×28 row by row.
	// (Simonyan, Vedaldi and Zisserman 2013)
	Saliency []float32 `json:"saliency"`
	// GradCAM is the sum of the last convolution's maps, each weighted by the mean gradient of the class's logit with
	// respect to it, negative sums as 0, enlarged to 28×28; nil without a convolution. (Selvaraju et al. 2017)
	GradCAM []float32 `json:"grad_cam,omitempty"`
}

// Bench says what is timed: a network of package nets, or the name of a frozen one.
type Bench struct {
	Net      nets.Net `json:"net"`
	Backbone string   `json:"backbone,omitempty"`
	Batch    int      `json:"batch"`
	Steps    int      `json:"steps"`
	Images   int      `json:"images"` // drawn
	Evaluate bool     `json:"evaluate,omitempty"`
	Stages   bool     `json:"stages,omitempty"` // time the kernels of a step one by one
}

// Timing is what a Bench measured.
type Timing struct {
	Backend         string  `json:"backend"`
	Cores           int     `json:"cores"`
	MsPerStep       float64 `json:"ms_per_step"` // median
	FastestMs       float64 `json:"fastest_ms"`
	FirstMs         float64 `json:"first_ms"` // with compilation
	ImagesPerSecond float64 `json:"images_per_second"`
	Steps           int     `json:"steps"`

	Roof   *Roof   `json:"roof,omitempty"` // with Stages
	Stages []Stage `json:"stages,omitempty"`
}

// Roof is what the machine can do at most, measured in the same process.
type Roof struct {
	GFLOPS float64 `json:"gflop_per_s"` // float32 multiplications and additions with operands in the nearest cache
	GBS    float64 `json:"gb_per_s"`    // copying 64 MiB: bytes read and written
}

// Stage is a kernel of a step, or several with the same shapes together.
type Stage struct {
	Name      string  `json:"name"`  // with the shapes of its first inputs
	Count     int     `json:"count"` // in a step
	FastestMs float64 `json:"fastest_ms"`
	MedianMs  float64 `json:"median_ms"`
	GFLOP     float64 `json:"gflop"` // multiplications and additions of matrix products and convolutions
	MB        float64 `json:"mb"`    // inputs and outputs, each once
	Busy      float64 `json:"busy"`  // part of the cores' time spent computing, in the fastest step
	Share     float64 `json:"share"` // least time by the roof ÷ fastest time
}

// Fact is one line of a bug report.
type Fact struct{ Name, Value string }
