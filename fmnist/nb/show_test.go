//go:build unix

package nb

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

var (
	aLine = chart.Line{Title: "Loss", Width: 300, Height: 200,
		Series: []chart.Series{{Name: "loss", Y: chart.Values{3, 2, 1}}}}
	aTable = chart.Table{Header: []string{"run", "loss"}, Rows: [][]string{{"a_b", "0.5"}}}
)

type fakeRun struct{}

func (fakeRun) Shown() []any { return []any{"from runs/x", aLine, nil, aTable} }

func TestShowKeepsOrderAndForms(t *testing.T) {
	k := startKernel(t)
	items := []any{"first", aLine, errors.New("a warning"), aTable, chart.Text{Body: "a\nb"}, Markdown("# Head"), nil,
		fakeRun{}, 42}
	if err := Show(items...); err != nil {
		t.Fatal(err)
	}
	want := []string{"text/plain", "image/png text/plain", "text/plain", "text/markdown text/plain", "text/plain",
		"text/markdown text/plain", "text/plain", "image/png text/plain", "text/markdown text/plain", "text/plain"}
	got := k.shown()
	if len(got) != len(want) {
		t.Fatalf("%d outputs, want %d", len(got), len(want))
	}
	for i, d := range got {
		var types []string
		for _, m := range []string{"image/png", "text/markdown", "text/plain"} {
			if d.Data[m] != nil {
				types = append(types, m)
			}
		}
		if s := strings.Join(types, " "); s != want[i] || d.DisplayID != "" {
			t.Errorf("output %d: %q id %q, want %q without id", i, s, d.DisplayID, want[i])
		}
	}
	if got[0].Data["text/plain"] != "first" || got[9].Data["text/plain"] != "42" {
		t.Error("order of outputs is not kept")
	}
	if w := got[1].Metadata["image/png"].(map[string]any)["width"]; w != 300 {
		t.Errorf("display width %v, want 300", w)
	}
}

// said is a value that says what it is when it is first used, as runs do.
type said struct{ sentence string }

func (s *said) String() string {
	_ = Show(s.sentence)
	return s.sentence
}

// A value's sentence is shown once where it stands right above already.
func TestSentenceAbove(t *testing.T) {
	k := startKernel(t)
	live := NewLive()
	live.Update(aLine, "works")
	steps := []func() error{
		func() error { return Show("x", "x") },                                          // a caller's own text
		func() error { return Show(&said{"a"}) },                                        // says a, and is a
		func() error { return Show(aTable, quiet("a")) },                                // a table stands between
		func() error { return Show("b", quiet("b"), errors.New("b"), "b") },             // an error is no value
		func() error { return live.Close(chart.Captioned{Chart: aLine, Caption: "c"}) }, // the caption says it
		func() error { return Show(quiet("c")) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, d := range k.shown() {
		text, _, _ := strings.Cut(fmt.Sprint(d.Data["text/plain"]), "\n")
		got = append(got, text)
	}
	table, _, _ := strings.Cut(aTable.Text(), "\n")
	want := []string{"works", "x", "x", "a", table, "a", "b", "b", "b", "c"}
	if !slices.Equal(got, want) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// quiet is a value that only has a sentence.
type quiet string

func (q quiet) String() string { return string(q) }

// Outside notebooks too a value may show something while it is asked for its sentence.
func TestSentenceAboveInPrint(t *testing.T) {
	var out bytes.Buffer
	defer SetOutput(SetOutput(&out))
	if err := Show(&said{"d"}, &said{"e"}); err != nil || out.String() != "d\ne\n" {
		t.Errorf("printed %q, %v", out.String(), err)
	}
}

func TestShowManyIsLossFree(t *testing.T) {
	k := startKernel(t)
	const n = 500
	for i := range n {
		if err := Show(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	got := k.shown()
	if len(got) != n {
		t.Fatalf("%d of %d outputs arrived", len(got), n)
	}
	for i, d := range got {
		if d.Data["text/plain"] != fmt.Sprint(i) {
			t.Fatalf("output %d is %v", i, d.Data)
		}
	}
}

func TestShowOutsideNotebook(t *testing.T) {
	var out bytes.Buffer
	defer SetOutput(SetOutput(&out))
	if err := Show("hello", aTable); err != nil {
		t.Fatal(err)
	}
	if want := "hello\n" + aTable.Text() + "\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
