package show

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// Copies are found, dropped, and then there are none, as in report 2.
func TestCopiesAreFoundAndDropped(t *testing.T) {
	s := studytest.New(t)
	d := Data{s.Look()}
	n := d.Set().Len()
	made, err := d.Copies(43)
	if err != nil || made.Set().Len() != n {
		t.Fatalf("%d rows of %d, %v", made.Set().Len(), n, err)
	}
	if text := made.Duplicated().Text(); !strings.HasPrefix(text, "43 of ") || !strings.Contains(text, "and 38 more") {
		t.Error(text)
	}
	dropped := made.DropDuplicates()
	if text := dropped.Duplicated().Text(); !strings.HasPrefix(text, "0 of ") || dropped.Set().Len() != n-43 {
		t.Errorf("%d rows left of %d:\n%s", dropped.Set().Len(), n, text)
	}
	for _, bad := range []int{0, -1, n} {
		if _, err := d.Copies(bad); err == nil {
			t.Errorf("%d copies were made", bad)
		}
	}
}

func TestShapes(t *testing.T) {
	s := studytest.New(t)
	s.Data.Train = s.Data.Train.Take(100)
	c, err := Data{s.Look()}.Shapes(0.2)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"(100, 785)", "(80, 28, 28)", "(20, 32, 32)", "(80, 32, 32, 1)"} {
		if !strings.Contains(c.Text(), words) {
			t.Errorf("%q is not in\n%s", words, c.Text())
		}
	}
}
