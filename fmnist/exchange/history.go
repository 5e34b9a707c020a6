package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/exchange/tensorboard"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// tensorboardPrefix marks a folder of event files.
const tensorboardPrefix = "tensorboard:"

// History writes the figures of every epoch of a run: into a table (.csv), an object with Keras' columns (.json), or, where
// to is "tensorboard:DIR", into event files as Keras' TensorBoard callback does. It returns the files' names.
func History(to string, r *trained.Result) ([]string, error) {
	if len(r.History) == 0 {
		return nil, fmt.Errorf("%s has no epochs; train it first", r.Name)
	}
	if dir, ok := strings.CutPrefix(to, tensorboardPrefix); ok {
		return events(dir, r)
	}
	var content []byte
	var err error
	switch strings.ToLower(filepath.Ext(to)) {
	case ".csv":
		content, err = table(r.History)
	case ".json":
		content, err = columns(r)
	default:
		return nil, fmt.Errorf("%s does not say what is wanted: let its name end in .csv or .json, or give tensorboard:DIR", filepath.Base(to))
	}
	if err != nil {
		return nil, err
	}
	return []string{to}, replace(to, content)
}

// figure is a column of a history.
type figure struct {
	name string
	of   func(plan.Epoch) float64 // NaN where there is none
}

var historyColumns = []figure{
	{"loss", func(e plan.Epoch) float64 { return e.Loss }}, {"accuracy", func(e plan.Epoch) float64 { return e.Accuracy }},
	{"val_loss", func(e plan.Epoch) float64 { return e.Figure("val_loss") }}, {"val_accuracy", func(e plan.Epoch) float64 { return e.Figure("val_accuracy") }},
	{"learning_rate", func(e plan.Epoch) float64 { return e.Rate }}, {"seconds", func(e plan.Epoch) float64 { return e.Seconds }},
}

// table has an epoch a line, counted from 1; figures that there are not are empty.
func table(history []plan.Epoch) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{"epoch"}
	for _, f := range historyColumns {
		header = append(header, f.name)
	}
	lines := [][]string{append(header, "numeric_class")}
	for _, e := range history {
		line := []string{strconv.Itoa(e.Epoch)}
		for _, f := range historyColumns {
			text := ""
			if x := f.of(e); !math.IsNaN(x) {
				text = strconv.FormatFloat(x, 'g', -1, 64)
			}
			line = append(line, text)
		}
		lines = append(lines, append(line, e.Class))
	}
	err := w.WriteAll(lines)
	return b.Bytes(), err
}

// columns is Keras' History.history with the plan, and the test figures where there are any.
func columns(r *trained.Result) ([]byte, error) {
	object := struct {
		Run          string       `json:"run"`
		History      plan.History `json:"history"`
		Rate         []float64    `json:"learning_rate"`
		Seconds      []float64    `json:"seconds"`
		TestLoss     *float64     `json:"test_loss,omitempty"`
		TestAccuracy *float64     `json:"test_accuracy,omitempty"`
		Plan         plan.Plan    `json:"plan"`
	}{Run: r.Name, History: plan.Columns(r.History), Plan: r.Plan}
	for _, e := range r.History {
		object.Rate, object.Seconds = append(object.Rate, e.Rate), append(object.Seconds, e.Seconds)
	}
	if r.Tested {
		object.TestLoss, object.TestAccuracy = &r.TestLoss, &r.TestAccuracy
	}
	text, err := json.MarshalIndent(object, "", "  ")
	return append(text, '\n'), err
}

// events writes DIR/RUN/train and DIR/RUN/validation with the tags and steps, counted from 0, of Keras' callback, so that its curves
// and these lie over one another. Written again, the files are replaced.
func events(dir string, r *trained.Result) (files []string, err error) {
	begun := float64(r.When.UnixMilli())/1000 - r.Seconds()
	for _, part := range []struct {
		folder string
		tags   map[string]string
		order  []string
	}{
		{"train", map[string]string{"loss": "epoch_loss", "accuracy": "epoch_accuracy", "learning_rate": "epoch_learning_rate"}, []string{"loss", "accuracy", "learning_rate"}},
		{"validation", map[string]string{"val_loss": "epoch_loss", "val_accuracy": "epoch_accuracy"}, []string{"val_loss", "val_accuracy"}},
	} {
		var all []tensorboard.Scalar
		for _, name := range part.order {
			all = append(all, scalars(name, part.tags[name], begun, r.History)...)
		}
		if len(all) == 0 {
			continue
		}
		folder := filepath.Join(dir, r.Name, part.folder)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, fmt.Errorf("%s cannot be made: %w", folder, err)
		}
		file := filepath.Join(folder, fmt.Sprintf("events.out.tfevents.%d.gofmnist", time.Unix(int64(begun), 0).Unix()))
		if err := replace(file, tensorboard.Encode(begun, all)); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// scalars is one curve.
func scalars(name, tag string, begun float64, history []plan.Epoch) (all []tensorboard.Scalar) {
	for _, f := range historyColumns {
		if f.name != name {
			continue
		}
		at := begun
		for i, e := range history {
			at += e.Seconds
			if x := f.of(e); !math.IsNaN(x) {
				all = append(all, tensorboard.Scalar{Tag: tag, Step: int64(i), Time: at, Value: float32(x)})
			}
		}
	}
	return all
}
