package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func randoms(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func TestTile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for trial := range trials(3000) {
		g := tile{k: 1 + r.IntN(9), segs: r.IntN(4), rows: 1 + r.IntN(simd.tileRows()),
			cols: 1 + r.IntN(simd.tileCols()), add: r.IntN(2), floor: relu(r.IntN(2) == 0)}
		g.stepA, g.stepB = 1+r.IntN(5), 40
		g.segA, g.segB = g.k*g.stepA+r.IntN(5), g.k*g.stepB+40*r.IntN(3)
		g.b = randoms(r, 5000)
		g.a = randoms(r, 2000)
		if r.IntN(2) == 0 {
			g.bias = randoms(r, g.cols)
		}
		for i := range simd.tileRows() {
			g.aOff = append(g.aOff, r.IntN(500))
			g.cOff = append(g.cOff, i*33)
		}
		c := randoms(r, 500)
		g.c = append([]float32(nil), c...)
		want := g
		want.c = append([]float32(nil), c...)
		g.run()
		want.runScalar()
		for i := range c {
			if d := g.c[i] - want.c[i]; d > 1e-4 || d < -1e-4 {
				t.Fatalf("trial %d %+v element %d: %v, want %v", trial, []int{g.rows, g.cols, g.k, g.segs, g.add}, i,
					g.c[i], want.c[i])
			}
		}
	}
}

func BenchmarkTile(b *testing.B) {
	for _, k := range []int{16, 30, 150, 1000} {
		for _, cols := range []int{32, 16, 30} {
			b.Run(fmt.Sprintf("k%d/cols%d", k, cols), func(b *testing.B) {
				t := tile{k: k, segs: 1, rows: simd.tileRows(), cols: cols, floor: noFloor, stepA: 1, stepB: 32,
					a: make([]float32, 20000), b: make([]float32, 40000), c: make([]float32, 2000)}
				for i := range 12 {
					t.aOff = append(t.aOff, i*k)
					t.cOff = append(t.cOff, i*cols)
				}
				for b.Loop() {
					t.run()
				}
				b.ReportMetric(float64(b.N)*float64(2*k*t.rows*cols)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
