package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Shapes are the shapes of the arrays on the way into report 2's network, as Python prints them: the tables with their
// label column, the images after the split, padded, and with a channel. validation is the share held out.
func (l Data) Shapes(validation float64) (chart.Chart, error) {
	test := l.Study().Data.Test.Len()
	t := chart.Table{Title: "Shapes", Header: []string{"", "training", "validation", "test"}, Align: "lrrr"}
	columns := len(data.Columns())
	t.Rows = [][]string{{"table", tuple(l.Set().Len(), columns), "", tuple(test, columns)}}
	train, held, err := plan.Split(plan.Plan{Validation: validation}, l.Set())
	if err != nil {
		return nil, err
	}
	row := func(what string, shape ...int) {
		of := func(n int) string { return tuple(append([]int{n}, shape...)...) }
		t.Rows = append(t.Rows, []string{what, of(len(train)), of(len(held)), of(test)})
	}
	row("images", data.Side, data.Side)
	row("padded", data.Wide, data.Wide)
	row("with a channel", data.Wide, data.Wide, 1)
	return note(l.Study(), t), nil
}

// tuple is a shape as Python prints it.
func tuple(dims ...int) string {
	text := "("
	for i, d := range dims {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(d)
	}
	return text + ")"
}

// Copies is the data with its last n images replaced by copies of its first ones, labels included: a table made in
// memory, to see a search for duplicates find something.
func (l Data) Copies(n int) (Data, error) {
	rest := l.Set().Len() - n
	if n < 1 || rest < n {
		return l, fmt.Errorf("%d copies cannot be made of %d images; give at least 1 and at most half of them", n,
			l.Set().Len())
	}
	var rows []int
	for i := range l.Set().Len() {
		if i >= rest {
			i -= rest // a copy
		}
		rows = append(rows, i)
	}
	return Data{l.Look.With(l.Set().Subset(rows))}, nil
}

// DropDuplicates is the data without the rows that repeat an earlier one, as pandas' drop_duplicates(keep="first").
func (l Data) DropDuplicates() Data { return Data{l.Look.With(l.Set().Dedupe(data.ByRow))} }

// Duplicated counts the rows that repeat an earlier one, as pandas' duplicated().sum(), and lists the first of them.
func (l Data) Duplicated() chart.Chart {
	const shown = 5
	groups := l.Set().DuplicateGroups(data.ByRow)
	t := chart.Table{Header: []string{"row", "repeats row", "class"}, Align: "rrl"}
	count := 0
	for _, group := range groups {
		for _, copied := range group[1:] {
			if count++; count <= shown {
				class := l.Set().ClassNames()[l.Set().Labels[copied]]
				t.Rows = append(t.Rows, []string{fmt.Sprint(copied), fmt.Sprint(group[0]), class})
			}
		}
	}
	t.Title = fmt.Sprintf("%d of %d rows repeat an earlier one", count, l.Set().Len())
	if count > shown {
		t.Note = fmt.Sprintf("… and %d more", count-shown)
	}
	return note(l.Study(), t)
}
