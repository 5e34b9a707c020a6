package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var predictCommand = command{"predict", "-run RUN FILE…", "says what a trained network takes picture files for",
	predictVerb}

func predictVerb(flags *flag.FlagSet) func(call) error {
	name := flags.String("run", "", "stored run, as fmnist runs lists them, or the start of its name")
	steps := flags.String("steps", "", "folder for pictures of the steps from each file to the network's input")
	return func(c call) error {
		if *name == "" || len(c.args) == 0 {
			return errors.New("give a stored run and at least one picture: fmnist predict -run lenet5 shirt.png; fmnist runs lists the runs")
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		r, err := s.Find(c.ctx, *name)
		if err != nil {
			return err
		}
		object := predicted{Run: r.Name}
		var lines []string
		for i, file := range c.args {
			p, err := r.Predict(c.ctx, file)
			if err != nil {
				return err
			}
			if *steps != "" {
				path := filepath.Join(*steps, fmt.Sprintf("%d-%s.png", i+1, filepath.Base(file)))
				if err := writePicture(path, show.Prediction{Prediction: p}.Steps()); err != nil {
					return err
				}
			}
			object.Files = append(object.Files, predictedFile{file, p.Own.Width, p.Own.Height, p.Own.Inverted, p.Guesses})
			lines = append(lines, p.String())
		}
		return c.print(object, strings.Join(lines, "\n"))
	}
}

type predicted struct {
	Run   string          `json:"run"`
	Files []predictedFile `json:"files"`
}

type predictedFile struct {
	File     string        `json:"file"`
	Width    int           `json:"width"`
	Height   int           `json:"height"`
	Inverted bool          `json:"inverted"` // the background was bright
	Top      []study.Guess `json:"top"`
}

func writePicture(path string, c chart.Chart) error {
	png, err := c.PNG()
	if err != nil {
		return err
	}
	err = os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		return fmt.Errorf("the picture cannot be written: %w", err)
	}
	return nil
}
