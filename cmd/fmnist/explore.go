package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

var exploreCommand = command{"explore", "-out DIR",
	"draws everything that the reports look at, and writes summary.json", exploreVerb}

func exploreVerb(flags *flag.FlagSet) func(call) error {
	out := flags.String("out", "explore", "folder for the pictures and summary.json")
	points := flags.Int("points", 0, "images in the t-SNE map (0: all training images)")
	seed := flags.Uint64("seed", 42, "seed of the sample and of the map")
	return func(c call) error {
		if *points < 0 {
			return fmt.Errorf("points is %d; give 0 for all images or a number of them", *points)
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return fmt.Errorf("the pictures cannot be written: %w", err)
		}
		began := time.Now()
		block := nb.NewLive()
		overview, pictures, err := show.Summarize(c.ctx, s, *points, *seed, show.MapProgress(block))
		if closeErr := block.Close(nil); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
		text := ""
		for _, p := range pictures {
			png, err := p.Chart.PNG()
			if err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
			path := filepath.Join(*out, p.Name+".png")
			if err := os.WriteFile(path, png, 0o644); err != nil {
				return fmt.Errorf("the pictures cannot be written: %w", err)
			}
			text += path + "\n"
		}
		path := filepath.Join(*out, "summary.json")
		if err := writeJSON(path, overview); err != nil {
			return err
		}
		return c.print(overview, text+fmt.Sprintf("%s\n%.1f s", path, time.Since(began).Seconds()))
	}
}
