package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// History writes the figures of every epoch of a run: into a table (.csv), an object with Keras' columns (.json), or,
// where to is "tensorboard:DIR", into event files as Keras' TensorBoard callback does. It returns the files' names.
func History(to string, r *trained.Result) ([]string, error) {
	if len(r.History) == 0 {
		return nil, fmt.Errorf("%s has no epochs; train it first", r.Name)
	}
	if err := execute.CheckHistory(to); err != nil {
		return nil, err
	}
	if dir, ok := strings.CutPrefix(to, execute.TensorBoard); ok {
		return events(dir, r.Name, r.When, r.History)
	}
	var content []byte
	var err error
	if strings.EqualFold(filepath.Ext(to), ".csv") {
		content, err = table(r.History)
	} else {
		content, err = columns(r)
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

// text is the figure of an epoch in all its digits; empty where there is none.
func (f figure) text(e plan.Epoch) string {
	if x := f.of(e); !math.IsNaN(x) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return ""
}

var historyColumns = []figure{
	{"loss", func(e plan.Epoch) float64 { return e.Loss }}, {"accuracy", func(e plan.Epoch) float64 { return e.Accuracy }},
	{"val_loss", func(e plan.Epoch) float64 { return e.Figure("val_loss") }},
	{"val_accuracy", func(e plan.Epoch) float64 { return e.Figure("val_accuracy") }},
	{"learning_rate", func(e plan.Epoch) float64 { return e.Rate }},
	{"seconds", func(e plan.Epoch) float64 { return e.Seconds }},
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
		lines = append(lines, append(epochLine(nil, e), e.Class))
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
