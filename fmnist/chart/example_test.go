package chart_test

import (
	"fmt"
	"math"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

func ExampleLine() {
	c := chart.Line{
		Title: "LeNet-5", X: "epoch", Y: "loss",
		Series: []chart.Series{
			{Name: "training", Y: []float64{0.91, 0.58, 0.50, 0.45, 0.42, 0.39}},
			{Name: "validation", Y: []float64{0.66, 0.52, 0.46, 0.47, math.NaN(), 0.48}, Dashed: true},
		},
		Marks: []chart.Mark{{At: 3, Label: "best"}},
	}
	fmt.Println(c.Text())
	// Output:
	// LeNet-5
	// loss over epoch
	//              first    last     min  at     max  at
	// training    0.9100  0.3900  0.3900   6  0.9100   1  █▄▂▂▁▁
	// validation  0.6600  0.4800  0.4600   3  0.6600   1  █▃▁▁▂
	// mark at 3: best
}

func ExampleTable() {
	t := chart.Table{Title: "Runs", Header: []string{"run", "parameters", "accuracy"}}
	t.Add("lenet5", 44426, 0.8817)
	t.Add("wide", 504342, 0.91)
	fmt.Println(t.Text())
	fmt.Println(t.Markdown())
	// Output:
	// Runs
	// run     parameters  accuracy
	// ────────────────────────────
	// lenet5      44,426    0.8817
	// wide       504,342    0.9100
	// **Runs**
	//
	// | run | parameters | accuracy |
	// |:---|---:|---:|
	// | lenet5 | 44,426 | 0.8817 |
	// | wide | 504,342 | 0.9100 |
}

func ExampleMatrix() {
	m := chart.Matrix{Names: []string{"Coat", "Shirt", "Bag"}, Counts: [][]int{{80, 19, 1}, {30, 70, 0}, {0, 2, 98}}}
	fmt.Println(m.Text())
	// Output:
	// true \ predicted  Coat  Shirt  Bag  recall
	// Coat                80     19    1   0.800
	// Shirt               30     70    0   0.700
	// Bag                  0      2   98   0.980
	// 248 of 300 right: 0.8267
}

func ExampleBars() {
	b := chart.Bar("Images per class", []string{"Coat", "Shirt", "Bag"}, []float64{6000, 3000, 750})
	fmt.Println(b.WithNote("synthetic data").Text())
	// Output:
	// Images per class
	// Coat     6000  ████████████████████████████████████████
	// Shirt    3000  ████████████████████
	// Bag       750  █████
	// (synthetic data)
}

func ExampleHeat() {
	h := chart.Heat{Title: "Weights", Cols: 6, Diverging: true,
		Values: []float64{-1, -0.6, -0.3, 0, 0.3, 1, 1, 0.5, 0, 0, -0.5, -1}}
	fmt.Println(h.Text())
	// Output:
	// Weights
	// 2 rows × 6 columns, smallest -1, largest 1
	// ==· ░█
	// █▒  -=
	// shades for positive values, · - = for negative ones
}

func ExampleScatter() {
	s := chart.Scatter{Title: "Two clouds", Names: []string{"Coat", "Bag"}}
	for i := range 20 {
		a := float64(i)
		s.Xs, s.Ys, s.Classes = append(s.Xs, math.Cos(a)+float64(i%2)*8), append(s.Ys, math.Sin(a)),
			append(s.Classes, i%2)
	}
	lines := s.Text()
	fmt.Println(lines[:strings.Index(lines, "\n ")])
	// Output:
	// Two clouds
	// 20 points; x from -1.26 to 9.29, y from -1.06 to 1.05
}

func ExampleImages() {
	px := make([]byte, 2*64)
	for i := range 64 {
		px[i] = byte(4 * i)           // lighter downwards
		px[64+i] = byte(36 * (i % 8)) // lighter to the right
	}
	fmt.Println(chart.Images{Side: 8, Pixels: px, Titles: []string{"down", "right"}}.Text())
	// Output:
	// 2 images of 8×8 pixels
	// down                right
	//                          ░░▒▒▒▒▒▓▓████
	//                          ░░▒▒▒▒▒▓▓████
	//             ░░░░░░       ░░▒▒▒▒▒▓▓████
	// ░░░░░░░░░░░░░░░░░░       ░░▒▒▒▒▒▓▓████
	// ░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒       ░░▒▒▒▒▒▓▓████
	// ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓▓       ░░▒▒▒▒▒▓▓████
	// ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓       ░░▒▒▒▒▒▓▓████
	// ▓▓▓▓▓▓▓▓▓█████████       ░░▒▒▒▒▒▓▓████
	// ██████████████████       ░░▒▒▒▒▒▓▓████
}

func ExampleParallel() {
	p := chart.Parallel{Title: "Trials", Axes: []chart.Axis{{Name: "rate", Log: true},
		{Name: "activation", Names: []string{"relu", "tanh"}}, {Name: "val_accuracy"}},
		Rows: []chart.Values{{0.001, 0, 0.88}, {0.01, 1, 0.81}, {0.0003, 1, 0.89}, {0.1, 0, math.NaN()}}}
	fmt.Println(p.Text())
	// Output:
	// Trials
	//   rate  activation  val_accuracy
	// ────────────────────────────────
	// 0.0003  tanh              0.8900
	// 0.0010  relu              0.8800
	// 0.0100  tanh              0.8100
	// 0.1000  relu                   –
}

func ExampleText() {
	fmt.Println(chart.Text{Title: "lenet5", Body: "Total params: 44,426\n"}.Text())
	// Output:
	// lenet5
	// Total params: 44,426
}

func ExampleSide() {
	loss := chart.Line{Title: "Loss", Series: []chart.Series{{Name: "training", Y: []float64{2, 1}}}}
	fmt.Println(chart.Side(loss, chart.Line{Title: "Accuracy"}).Text())
	// Output:
	// Loss
	//           first  last  min  at  max  at
	// training      2     1    1   2    2   1  █▁
	//
	// Accuracy
	// no data
}

func ExampleMarshal() {
	b, _ := chart.Marshal(chart.Side(chart.Bar("Classes", []string{"Bag"}, []float64{math.NaN()})))
	c, err := chart.Unmarshal(b)
	fmt.Printf("%T %v\n", c, err)
	// Output: chart.Row <nil>
}
