package tsne

import (
	"math"
	"math/rand/v2"
	"testing"
)

// exactRepulsion is the double sum that the grid approximates.
func exactRepulsion(points []float32) (forces []float64, z float64) {
	n := len(points) / 2
	forces = make([]float64, 2*n)
	for i := range n {
		for j := range n {
			dx, dy := float64(points[2*i]-points[2*j]), float64(points[2*i+1]-points[2*j+1])
			q := 1 / (1 + dx*dx + dy*dy)
			forces[2*i] += dx * q * q
			forces[2*i+1] += dy * q * q
			if i != j {
				z += q
			}
		}
	}
	return forces, z
}

func normalPoints(seed uint64, n int, sx, sy float64) ([]float32, bounds) {
	rng := rand.New(rand.NewPCG(seed, 0))
	points, b := make([]float32, 2*n), emptyBounds()
	for i := range n {
		points[2*i], points[2*i+1] = float32(sx*rng.NormFloat64()), float32(sy*rng.NormFloat64())
		b.add(points[2*i], points[2*i+1])
	}
	return points, b
}

// The grid's forces and normaliser agree with the double sums, from the tiny start to a wide, uneven embedding.
func TestRepulsionAgainstDoubleSum(t *testing.T) {
	for _, c := range []struct{ sx, sy, force, z float64 }{
		{1e-4, 3e-5, 1e-5, 1e-6}, {1, 1, 1e-5, 1e-6}, {8, 2, 5e-3, 1e-5}, {30, 30, 1e-2, 1e-4},
	} {
		points, b := normalPoints(7, 1200, c.sx, c.sy)
		r := newRepulsion(defaultStep)
		z := r.compute(points, b)
		forces := make([]float32, len(points))
		r.forces(0, forces, points)
		want, wantZ := exactRepulsion(points)
		var difference, size float64
		for i := range len(points) / 2 {
			fx, fy := forces[2*i], forces[2*i+1]
			difference += math.Pow(float64(fx)-want[2*i], 2) + math.Pow(float64(fy)-want[2*i+1], 2)
			size += want[2*i]*want[2*i] + want[2*i+1]*want[2*i+1]
		}
		relative, relativeZ := math.Sqrt(difference/size), math.Abs(z-wantZ)/wantZ
		t.Logf("spread %g × %g: grid %d × %d, force error %.2g, normaliser error %.2g", c.sx, c.sy, r.mx, r.my,
			relative, relativeZ)
		if relative > c.force || relativeZ > c.z {
			t.Errorf("spread %g × %g: force error %g (limit %g), normaliser error %g (limit %g)",
				c.sx, c.sy, relative, c.force, relativeZ, c.z)
		}
	}
}
