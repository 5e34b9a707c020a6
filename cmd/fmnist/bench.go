package main

import (
	"flag"
	"fmt"
	"runtime"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

var benchCommand = command{"bench", "-net NAME -batch N", "times training steps, or with -eval evaluation, on drawn images", func(flags *flag.FlagSet) func(call) error {
	net := flags.String("net", "lenet5", "network, as for train")
	batch := flags.Int("batch", 128, "images per step")
	steps := flags.Int("steps", 50, "steps to time; the median is reported")
	evaluate := flags.Bool("eval", false, "time the evaluation of 10,000 images instead")
	return func(c call) error {
		if err := c.noArguments(); err != nil {
			return err
		}
		if *batch < 1 || *steps < 1 {
			return fmt.Errorf("batch is %d and steps is %d; both must be at least 1", *batch, *steps)
		}
		n, err := nets.Named(*net)
		if err != nil {
			return err
		}
		backend, choice, err := engine.Open()
		if err != nil {
			return err
		}
		images := max(8**batch, 1024) // a few batches, so that the timed steps read different images
		if *evaluate {
			images = 10000
		}
		samples := train.Images(data.Synthetic(images, 0, 1).Train)
		t, err := train.Bench(c.ctx, backend, train.Plan{Net: n, Batch: *batch, Seed: 1}, samples, *steps, *evaluate)
		if err != nil {
			return err
		}
		object := struct {
			Net     string `json:"net"`
			Batch   int    `json:"batch"`
			Backend string `json:"backend"`
			Cores   int    `json:"cores"`
			train.Timing
		}{*net, *batch, choice.Name, runtime.GOMAXPROCS(0), t}
		return c.print(object, fmt.Sprintf("%s, batch %d, %s on %d cores: %.2f ms per step (fastest %.2f, first %.0f), %.0f images per second",
			*net, *batch, choice.Name, object.Cores, t.MsPerStep, t.FastestMs, t.FirstMs, t.ImagesPerSecond))
	}
}}
