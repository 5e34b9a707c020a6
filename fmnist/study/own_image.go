package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Prediction is what a network takes somebody's own picture for, with the way from the file to the network's input.
type Prediction struct {
	Run, File string
	Own       OwnImage
	Guesses   []Guess // the likeliest classes, best first
	study     *Study
}

// Guess is a class with its probability.
type Guess struct {
	Label       int     `json:"label"`
	Class       string  `json:"class"`
	Probability float64 `json:"probability"`
}

// guessesShown are as many classes as people confuse on these garments: shirt, pullover, coat.
const guessesShown = 3

// Predict reads a picture file (PNG, JPEG or GIF of any size), brings it into the form of the data set and asks the network.
// (Tour, "Your own picture".)
func (r *Run) Predict(ctx context.Context, file string) (*Prediction, error) {
	own, err := ReadOwnImage(file)
	if err != nil {
		return nil, err
	}
	probabilities, err := r.study.Executor.Predict(ctx, r.study.place(), r.model(), own.Pixels, r.study.watch())
	if err != nil {
		return nil, err
	}
	p := &Prediction{Run: r.Name, File: file, Own: own, study: r.study}
	for label, probability := range probabilities {
		p.Guesses = append(p.Guesses, Guess{label, data.Names[label], float64(probability)})
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
	return fmt.Sprintf("%s: %s (by %s; %s)", p.File, strings.Join(parts, ", "), p.Run, p.Own.remarks())
}

// Steps shows the way of the picture into the network.
func (p *Prediction) Steps() chart.Chart {
	row := chart.Row{Title: p.File + ": from the file to the network's input", Columns: 3}
	for i, s := range p.Own.Steps {
		row.Charts = append(row.Charts, s.picture(fmt.Sprintf("%d. %s", i+1, s.What)))
	}
	return p.study.note(row)
}

// Bars shows the likeliest classes.
func (p *Prediction) Bars() chart.Chart {
	var names []string
	var values []float64
	for _, g := range p.Guesses {
		names, values = append(names, g.Class), append(values, g.Probability)
	}
	b := chart.Bar(p.File+": probabilities", names, values)
	b.Horizontal = true
	return p.study.note(b)
}

// Shown is what Show makes of a prediction.
func (p *Prediction) Shown() []any { return []any{p.Steps(), p.Bars()} }
