package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Arrays are report 1's arrays before and after their preparation, as NumPy prints them: shapes, types, ranges, and a
// piece of the first image and label.
func (l Data) Arrays() (chart.Chart, error) {
	train, test := l.Set(), l.Study().Data.Test
	if train.Len() == 0 {
		return nil, fmt.Errorf("there are no training images; load some")
	}
	codes, err := data.OneHot(train.Labels[:1])
	if err != nil {
		return nil, err
	}
	t := chart.Table{Title: "The arrays before and after", Header: []string{"", "before", "after"}, Align: "lll"}
	add := func(what, before, after string) { t.Rows = append(t.Rows, []string{what, before, after}) }
	shape := func(name string, n int) {
		add("x_"+name+", shape", fmt.Sprintf("(%d, %d, %d)", n, data.Side, data.Side),
			fmt.Sprintf("(%d, %d, %d, 1)", n, data.Side, data.Side))
	}
	shape("train", train.Len())
	shape("test", test.Len())
	low, high := slices.Min(train.Images), slices.Max(train.Images)
	add("x_train, type", "uint8", "float32")
	add("x_train, values", fmt.Sprintf("%d … %d", low, high), fmt.Sprintf("%g … %g", float32(low)/255, float32(high)/255))
	before, after := middle(train.Image(0))
	add(fmt.Sprintf("x_train[0, %d, %d:%d]", data.Side/2, from, from+piece), before, after)
	add("y_train, shape", fmt.Sprintf("(%d,)", train.Len()), fmt.Sprintf("(%d, %d)", train.Len(), data.Classes))
	add("y_test, shape", fmt.Sprintf("(%d,)", test.Len()), fmt.Sprintf("(%d, %d)", test.Len(), data.Classes))
	add("y_train[0]", fmt.Sprint(train.Labels[0]), list(codes, "%.0f"))
	return note(l.Study(), t), nil
}

// piece is as many pixels as fit a line, from a column where most garments are.
const piece, from = 6, data.Side / 2

// middle is a piece of an image's middle row, as bytes and divided by 255.
func middle(image []uint8) (before, after string) {
	row := image[data.Side/2*data.Side:]
	bytes := row[from : from+piece]
	return list(bytes, "%d"), list(data.Normalize(bytes), "%.4f")
}

// list is a vector as NumPy prints it.
func list[T any](values []T, format string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprintf(format, v)
	}
	return "[" + strings.Join(words, " ") + "]"
}
