package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

var benchCommand = command{"bench", "-net NAME -batch N",
	"times training steps, evaluation or frozen features on drawn images", benchVerb}

func benchVerb(flags *flag.FlagSet) func(call) error {
	var b bench
	flags.StringVar(&b.Net, "net", "lenet5",
		"network, as for train; or vgg16, resnet50, resnet152v2, efficientnetb1 or squeezenet for features at 32×32")
	flags.IntVar(&b.Batch, "batch", 128, "images per step")
	flags.IntVar(&b.steps, "steps", 50, "steps to time; the median is reported")
	flags.BoolVar(&b.evaluate, "eval", false, "time the evaluation of 10,000 images instead")
	flags.BoolVar(&b.stages, "stages", false, "time the kernels of a step one by one and set them beside what the machine can do at most")
	return func(c call) error {
		if b.Batch < 1 || b.steps < 1 {
			return fmt.Errorf("batch is %d and steps is %d; both must be at least 1", b.Batch, b.steps)
		}
		if err := b.measure(c.ctx); err != nil {
			return err
		}
		return c.print(b, b.String())
	}
}

// bench is what was asked and, after measure, what was found.
type bench struct {
	Net      string  `json:"net"`
	Batch    int     `json:"batch"`
	GFLOP    float64 `json:"gflop_per_step"` // multiplications and additions of the matrix products and convolutions
	steps    int
	evaluate bool
	stages   bool
	execute.Timing
}

func (b bench) String() string {
	line := fmt.Sprintf("%s, batch %d, %s on %d cores: %.2f ms per step (fastest %.2f, first %.0f), %.0f images per second, %.1f GFLOP/s",
		b.Net, b.Batch, b.Backend, b.Cores, b.MsPerStep, b.FastestMs, b.FirstMs, b.ImagesPerSecond, b.GFLOP/b.MsPerStep*1000)
	if len(b.Stages) == 0 {
		return line
	}
	return line + "\n\n" + b.stageTable()
}

func (b *bench) measure(ctx context.Context) error {
	if frozen, err := backbone.Named(b.Net); err == nil {
		return b.features(ctx, frozen)
	}
	n, err := nets.Named(b.Net)
	if err != nil {
		return fmt.Errorf("%w; or a pretrained network: vgg16, resnet50, resnet152v2, efficientnetb1, squeezenet", err)
	}
	images := 8 * b.Batch // more than one batch, as in training
	if b.evaluate {
		images = 10000
	}
	first, all, err := multiplications(n)
	if err != nil {
		return err
	}
	if b.evaluate {
		b.GFLOP = 2e-9 * float64(all*images)
	} else { // backward twice the forward, except that nobody needs the first layer's gradient by its input
		b.GFLOP = 2e-9 * float64((3*all-first)*b.Batch)
	}
	if err := footprint.Check(plan.Plan{Net: n, Batch: b.Batch}, images, 0); err != nil {
		return err
	}
	job := execute.Bench{Net: n, Batch: b.Batch, Steps: b.steps, Images: images, Evaluate: b.evaluate, Stages: b.stages}
	b.Timing, err = executor.Bench(ctx, job)
	return err
}

// features times batches through a frozen network with drawn weights, which cost the same as trained ones.
func (b *bench) features(ctx context.Context, net backbone.Backbone) error {
	if b.evaluate {
		return fmt.Errorf("%s gives features, there is nothing to evaluate; leave out -eval", net.Title)
	}
	if err := footprint.CheckBackbone(net, b.Batch); err != nil {
		return err
	}
	shapes, err := net.Shapes(backbone.MinSide, backbone.MinSide)
	if err != nil {
		return err
	}
	for i, specs := range net.Weights() {
		for _, s := range specs {
			if s.Name == "kernel" {
				b.GFLOP += 2e-9 * float64(s.Size()*shapes[i].Height*shapes[i].Width*b.Batch)
			}
		}
	}
	b.Timing, err = executor.Bench(ctx, execute.Bench{Backbone: net.Name, Batch: b.Batch, Steps: b.steps, Images: b.Batch,
		Stages: b.stages})
	return err
}

// multiplications counts those of one image through the first layer with weights and through all of them.
func multiplications(n nets.Net) (first, all int, err error) {
	summary, err := nets.Summarize(n)
	for _, row := range summary.Layers {
		if row.Params == 0 {
			continue
		}
		count := row.Connections // with one addition of the bias for each output
		outputs := 1
		for _, d := range row.Shape {
			outputs *= d
		}
		if count -= outputs; all == 0 {
			first = count
		}
		all += count
	}
	return first, all, err
}
