package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Twins counts the pictures that occur more than once within the training images, the test images and across them; see
// data.Set.Twins for the radius.
func (l Data) Twins(radius float64) (chart.Chart, error) {
	train, test := l.Set(), l.Study().Data.Test
	twins, err := data.Dataset{Train: train, Test: test}.Twins(radius)
	if err != nil {
		return nil, err
	}
	t := chart.Table{Title: "Pictures that occur more than once: " + within(radius), Align: "lrrr",
		Header: []string{"", "images", "groups of twins", "repeats in them"}}
	extraTrain, extraTest := twins.Extra()
	row := func(what string, images, groups, extra int) {
		t.Rows = append(t.Rows, []string{what, fmt.Sprint(images), fmt.Sprint(groups), fmt.Sprint(extra)})
	}
	row("training", train.Len(), len(twins.Train), extraTrain)
	row("test", test.Len(), len(twins.Test), extraTest)
	t.Rows = append(t.Rows, []string{"test, with a twin in training", fmt.Sprint(len(twins.Across)), "", ""})
	return note(l.Study(), t), nil
}

// within says in words how far apart twins may be.
func within(radius float64) string {
	if radius == 0 {
		return "equal images"
	}
	return fmt.Sprintf("images at most %g apart", radius)
}

// Twins is the test accuracy with and without the test images that have a twin among the training images.
func (r Run) Twins(radius float64) (chart.Chart, error) {
	if err := r.Ready(); err != nil {
		return nil, err
	}
	across, err := r.Study().Data.Across(radius)
	if err != nil {
		return nil, err
	}
	known := make([]bool, r.Study().Data.Test.Len())
	for _, i := range across {
		known[i] = true
	}
	var images, right [2]int // without a twin, with one
	for i, label := range r.Predictions().Labels {
		kind := 0
		if known[i] {
			kind = 1
		}
		images[kind]++
		if r.Predictions().Class(i) == int(label) {
			right[kind]++
		}
	}
	t := chart.Table{Title: fmt.Sprintf("%s: test accuracy with and without twins of training images (%s)", r.Plan.Title(),
		within(radius)), Header: []string{"test images", "number", "right", "accuracy"}, Align: "lrrr"}
	row := func(what string, n, right int) {
		accuracy := ""
		if n > 0 {
			accuracy = text.Four(float64(right) / float64(n))
		}
		t.Rows = append(t.Rows, []string{what, fmt.Sprint(n), fmt.Sprint(right), accuracy})
	}
	row("all", images[0]+images[1], right[0]+right[1])
	row("without a twin", images[0], right[0])
	row("with a twin", images[1], right[1])
	return note(r.Study(), t), nil
}
