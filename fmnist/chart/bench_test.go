package chart

import (
	"math"
	"math/rand/v2"
	"testing"
)

func benchPNG(b *testing.B, c Chart) {
	size := 0
	for b.Loop() {
		p, err := c.PNG()
		if err != nil {
			b.Fatal(err)
		}
		size = len(p)
	}
	b.ReportMetric(float64(size)/1000, "kB/picture")
}

// cloud returns n points of ten classes.
func cloud(n int) Scatter {
	r := rand.New(rand.NewPCG(1, 1))
	s := Scatter{Title: "t-SNE", X: "first", Y: "second", Names: classNames}
	for i := range n {
		s.Xs = append(s.Xs, float64(i%10)+r.NormFloat64())
		s.Ys = append(s.Ys, float64(i%3)+r.NormFloat64())
		s.Classes = append(s.Classes, i%10)
	}
	return s
}

// pixels784 looks like the correlations of 28×28 images: smooth both ways, with noise.
func pixels784() Heat {
	r := rand.New(rand.NewPCG(2, 2))
	h := Heat{Title: "Correlation", Cols: 784, Diverging: true, Unit: "correlation"}
	for i := range 784 {
		for j := range 784 {
			dy, dx := float64(i/28-j/28), float64(i%28-j%28)
			h.Values = append(h.Values, math.Cos(dy/5)*math.Exp(-dx*dx/60)+0.03*r.NormFloat64())
		}
	}
	return h
}

func gallery(n int) Images {
	r := rand.New(rand.NewPCG(3, 3))
	g := Images{Side: 28, Columns: 10, Titles: make([]string, n)}
	for i := range n {
		px := garment(i)
		for k := range px {
			if px[k] > 0 {
				px[k] += uint8(r.IntN(20))
			}
		}
		g.Pixels, g.Titles[i] = append(g.Pixels, px...), classNames[i%10]
	}
	return g
}

func BenchmarkLine(b *testing.B) { benchPNG(b, samples()["line"]) }
func BenchmarkLine100k(b *testing.B) {
	benchPNG(b, Line{Series: []Series{{Name: "loss", Y: curve(1, 0.1, 0.0001, 100000, 1)}}})
}
func BenchmarkScatter60k(b *testing.B) { benchPNG(b, cloud(60000)) }
func BenchmarkHeat784(b *testing.B)    { benchPNG(b, pixels784()) }
func BenchmarkImages100(b *testing.B)  { benchPNG(b, gallery(100)) }
func BenchmarkMatrix(b *testing.B)     { benchPNG(b, sampleMatrix()) }
func BenchmarkScatterText(b *testing.B) {
	s := cloud(60000)
	for b.Loop() {
		s.Text()
	}
}
