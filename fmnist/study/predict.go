package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/photo"
)

// Prediction is what a network takes somebody's own picture for, with the way from the file to the network's input.
type Prediction struct {
	Run, File string
	Own       photo.Image
	Guesses   []Guess // the likeliest classes, best first
	study     *Study
	run       *Run
}

// Guess is a class with its probability.
type Guess struct {
	Label       int     `json:"label"`
	Class       string  `json:"class"`
	Probability float64 `json:"probability"`
}

// guessesShown are as many classes as people confuse on these garments: shirt, pullover, coat.
const guessesShown = 3

// Predict reads a picture file (PNG, JPEG or GIF of any size), brings it into the form of the data set and asks the
// network. (Tour, "Your own picture".)
func (r *Run) Predict(ctx context.Context, file string) (*Prediction, error) {
	own, err := photo.Read(file)
	if err != nil {
		return nil, err
	}
	probabilities, err := r.study.Executor.Predict(ctx, r.study.place(), r.Model(), own.Pixels, r.study.watch(nil))
	if err != nil {
		return nil, err
	}
	p := &Prediction{Run: r.Name, File: file, Own: own, study: r.study, run: r}
	for label, probability := range probabilities {
		p.Guesses = append(p.Guesses, Guess{label, r.study.Data.ClassNames()[label], float64(probability)})
	}
	slices.SortStableFunc(p.Guesses, func(a, b Guess) int {
		if a.Probability > b.Probability {
			return -1
		}
		return 1
	})
	p.Guesses = p.Guesses[:guessesShown]
	return p, nil
}

// String is the answer in one line.
func (p *Prediction) String() string {
	var parts []string
	for _, g := range p.Guesses {
		parts = append(parts, fmt.Sprintf("%s %.1f %%", g.Class, 100*g.Probability))
	}
	return fmt.Sprintf("%s: %s (by %s; %s)", p.File, strings.Join(parts, ", "), p.Run, p.Own)
}

// Attribution says which pixels of the picture, as the network saw it, the answer hangs on.
func (p *Prediction) Attribution() (execute.Attribution, error) {
	all, err := p.run.Attributions(p.Own.Pixels)
	if err != nil {
		return execute.Attribution{}, err
	}
	return all[0], nil
}

// Study is the study that it belongs to.
func (p *Prediction) Study() *Study { return p.study }
