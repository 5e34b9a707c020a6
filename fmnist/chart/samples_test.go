package chart

import (
	"math"
	"math/rand/v2"
)

var classNames = []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
	"Ankle boot"}

// samples returns one chart of every kind, as notebooks show them.
func samples() map[string]Chart {
	return map[string]Chart{
		"line":     Side(sampleLoss(), sampleAccuracy()),
		"line-log": sampleLog(),
		"images":   sampleImages(),
		"filters": Images{Title: "First-layer filters", Bar: "relative", Side: 5, Columns: 6, RGB: true,
			Pixels: Signed(curve(-1, 1, 0.02, 150, 9), 25),
			Titles: []string{"1", "2", "3", "4", "5", "6"}, Note: "each on its own scale: blue negative, red positive"},
		"table":  sampleTable(),
		"matrix": sampleMatrix(),
		"text":   sampleText(),
		"heat":   sampleHeat(),
		"heat-names": Heat{Title: "Confused pairs", Cols: 3,
			Values: Values{1, 0.2, 0, 0.4, math.NaN(), 0.1, 0, 0.3, 0.9}, Size: 200,
			RowNames: classNames[:3], ColNames: classNames[3:6], X: "predicted", Y: "true", Unit: "share"},
		"scatter": sampleScatter(),
		"bars":    sampleBars(),
		"bars-horizontal": Bars{Title: "Importance", Y: "share of the variance explained",
			Names:      []string{"learning rate", "dropout", "filters of the second convolution", "units"},
			Sets:       []BarSet{{Values: Values{0.61, 0.22, -0.03, 0.04}, Errors: Values{0.05, 0.04, 0.02, 0.01}}},
			Horizontal: true},
		"parallel": sampleParallel(),
		"caption": Captioned{Chart: sampleLoss(),
			Caption: "epoch 7/10  step 322/469  2 min 10 s  loss 0.3127  accuracy 0.8853"},
		"empty": Row{Charts: []Chart{Line{Title: "Loss", Width: 300, Height: 160},
			Table{Title: "Runs", Header: []string{"run", "loss"}}, Matrix{}}},
	}
}

func curve(from, to, rate float64, n int, wobble uint64) Values {
	r := rand.New(rand.NewPCG(wobble, 7))
	v := make(Values, n)
	for i := range v {
		v[i] = to + (from-to)*math.Exp(-rate*float64(i)) + 0.004*r.NormFloat64()
	}
	return v
}

func sampleLoss() Line {
	return Line{Title: "Loss", X: "epoch", Y: "cross-entropy", Width: 430, Height: 320,
		Series: []Series{{Name: "training", Y: curve(0.91, 0.28, 0.45, 10, 1), Markers: true},
			{Name: "validation", Y: curve(0.66, 0.33, 0.5, 10, 2), Dashed: true, Markers: true}},
		Marks: []Mark{{At: 8, Label: "best"}}}
}

func sampleAccuracy() Line {
	return Line{Title: "Accuracy", X: "epoch", Y: "share of right answers", Width: 430, Height: 320,
		Series: []Series{{Name: "training", Y: curve(0.67, 0.90, 0.45, 10, 3), Markers: true},
			{Name: "validation", Y: curve(0.76, 0.88, 0.5, 10, 4), Dashed: true, Markers: true}}}
}

func sampleLog() Line {
	mean := curve(0.9, 0.03, 0.2, 30, 5)
	low, high := make(Values, 30), make(Values, 30)
	for i, v := range mean {
		low[i], high[i] = v*0.8, v*1.25
	}
	return Line{Title: "Five folds, mean ± one standard deviation", X: "epoch", Y: "loss", LogY: true,
		Note: "synthetic data",
		Series: []Series{{Name: "loss", Y: mean, Low: low, High: high},
			{Name: "diverged", Y: Values{2, 3, math.NaN(), math.Inf(1)}, Dashed: true}}}
}

// garment draws a rough silhouette: enough to see that images are upright and not mirrored.
func garment(kind int) []byte {
	px := make([]byte, 28*28)
	for y := range 28 {
		for x := range 28 {
			in := y > 3 && y < 25 && x > 8 && x < 19
			if kind%2 == 0 { // sleeves, the left one longer
				in = in || y > 3 && y < 9 && x > 2 && x < 25 || y >= 9 && y < 18 && x > 2 && x < 7
			}
			if in {
				px[y*28+x] = uint8(90 + 5*y + 3*kind)
			}
		}
	}
	return px
}

func sampleImages() Images {
	g := Images{Title: "Mistakes of LeNet-5", Side: 28, Columns: 6}
	for i := range 12 {
		g.Pixels = append(g.Pixels, garment(i)...)
		g.Titles = append(g.Titles, classNames[i%10]+" 0.02\nnot "+classNames[(i*7+1)%10]+" 0.97")
	}
	return g
}

func sampleTable() Table {
	t := Table{Title: "Runs", Header: []string{"run", "parameters", "test accuracy", "seconds"},
		Note: "mean ± sd of five seeds"}
	t.Add("lenet5", 44426, "0.8831 ± 0.0041", 41.3)
	t.Add("lenet5 dropout 0.4", 44426, "0.8817 ± 0.0036", 44.9)
	t.Add("wide lenet5", 504342, "0.9102 ± 0.0020", 181.25)
	return t
}

func sampleMatrix() Matrix {
	r := rand.New(rand.NewPCG(3, 3))
	m := Matrix{Title: "LeNet-5 on the 10,000 test images", Names: classNames}
	for i := range 10 {
		row := make([]int, 10)
		left := 1000
		for j := range 10 {
			if j != i && r.IntN(3) == 0 {
				row[j] = r.IntN(60)
				left -= row[j]
			}
		}
		row[i] = left
		m.Counts = append(m.Counts, row)
	}
	return m
}

func sampleText() Text {
	return Text{Title: "lenet5", Body: ` Layer (type)           Output Shape        Param #
════════════════════════════════════════════════════
 conv2d (Conv2D)        (None, 24, 24, 6)       156
 max_pooling2d          (None, 12, 12, 6)         0
────────────────────────────────────────────────────
 Total params: 44,426 (173.54 KB)
`}
}

func sampleHeat() Heat {
	const n = 196
	h := Heat{Title: "Correlation of the pixels", X: "pixel", Y: "pixel", Cols: n, Diverging: true, Unit: "correlation",
		Size: 300}
	for i := range n {
		for j := range n {
			h.Values = append(h.Values, math.Cos(float64(i-j)/9)*math.Exp(-math.Abs(float64(i-j))/60))
		}
	}
	return h
}

func sampleScatter() Scatter {
	r := rand.New(rand.NewPCG(5, 5))
	s := Scatter{Title: "t-SNE of 5,000 images", X: "first coordinate", Y: "second coordinate", Names: classNames,
		Equal: true}
	for i := range 5000 {
		c := i % 10
		a := float64(c) * 2 * math.Pi / 10
		s.Xs = append(s.Xs, 40*math.Cos(a)+9*r.NormFloat64())
		s.Ys = append(s.Ys, 30*math.Sin(a)+7*r.NormFloat64())
		s.Classes = append(s.Classes, c)
	}
	return s
}

func sampleBars() Bars {
	return Bars{Title: "Images per class", X: "class", Y: "images", Names: classNames, Width: 860,
		Sets: []BarSet{{Name: "training", Values: Values{6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000}},
			{Name: "test", Values: Values{1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}}}}
}

func sampleParallel() Parallel {
	r := rand.New(rand.NewPCG(8, 8))
	p := Parallel{Title: "Hyperband: 30 trials", Axes: []Axis{{Name: "learning rate", Log: true}, {Name: "dropout"},
		{Name: "activation", Names: []string{"relu", "tanh", "sigmoid"}}, {Name: "units"}, {Name: "val_accuracy"}}}
	for range 30 {
		lr, drop, act := math.Pow(10, -4+2*r.Float64()), 0.05*float64(r.IntN(10)), float64(r.IntN(3))
		p.Rows = append(p.Rows, Values{lr, drop, act, float64(32 * (1 + r.IntN(8))),
			0.9 - 0.1*math.Abs(math.Log10(lr)+3) - 0.02*act - 0.1*drop + 0.01*r.NormFloat64()})
	}
	return p
}
