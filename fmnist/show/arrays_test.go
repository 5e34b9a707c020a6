package show

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

func TestArrays(t *testing.T) {
	s := studytest.New(t)
	d := Data{s.Look()}
	c, err := d.Arrays()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range c.(chart.Table).Rows {
		if strings.Contains(row[0], "[0, 14") && (strings.Count(row[1], " ") != piece-1 ||
			strings.Count(row[2], ".") != piece) {
			t.Errorf("a piece of %d pixels prints as %q and %q", piece, row[1], row[2])
		}
		if row[0] == "y_train[0]" && (strings.Count(row[2], "1") != 1 || strings.Count(row[2], "0") != 9) {
			t.Errorf("the one-hot label is %q", row[2])
		}
	}
	if _, err := d.First(0).Arrays(); err == nil {
		t.Error("arrays of no images")
	}
}
