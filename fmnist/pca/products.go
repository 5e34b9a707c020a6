package pca

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// Matrix products in plain Go. Gonum's have assembly on some processors and fuse products and sums on others; here
// every product is rounded, and the order of sums depends on the sizes alone, so that every processor gives the same
// bits.

const (
	stripCols = 128 // columns of a task of addProduct: a row of them stays in the first-level cache
	stripRows = 16  // rows of b in a task of timesTransposed
)

// addProduct adds factor·a·b to c.
func addProduct(c blas64.General, factor float64, a, b blas64.General) {
	strips := (c.Cols + stripCols - 1) / stripCols
	_ = parallel(context.Background(), strips, func(strip int) {
		from, to := strip*stripCols, min((strip+1)*stripCols, c.Cols)
		for i := range c.Rows {
			row := a.Data[i*a.Stride:][:a.Cols]
			sums := c.Data[i*c.Stride+from : i*c.Stride+to]
			k := 0
			for ; k+4 <= len(row); k += 4 {
				addFour(sums, factor, row[k:k+4], b.Data[k*b.Stride+from:], b.Stride)
			}
			for ; k < len(row); k++ {
				addOne(sums, factor*row[k], b.Data[k*b.Stride+from:])
			}
		}
	})
}

// addFour adds four rows of b, stride apart, times their factors to sums.
func addFour(sums []float64, factor float64, by, b []float64, stride int) {
	f0, f1, f2, f3 := factor*by[0], factor*by[1], factor*by[2], factor*by[3]
	b0, b1, b2, b3 := b[:len(sums)], b[stride:][:len(sums)], b[2*stride:][:len(sums)], b[3*stride:][:len(sums)]
	for j, sum := range sums {
		sums[j] = sum + ((float64(f0*b0[j]) + float64(f1*b1[j])) + (float64(f2*b2[j]) + float64(f3*b3[j])))
	}
}

func addOne(sums []float64, by float64, b []float64) {
	b = b[:len(sums)]
	for j, sum := range sums {
		sums[j] = sum + float64(by*b[j])
	}
}

// timesTransposed sets c to a·bᵀ.
func timesTransposed(c, a, b blas64.General) {
	strips := (b.Rows + stripRows - 1) / stripRows
	_ = parallel(context.Background(), strips, func(strip int) {
		for i := range a.Rows {
			row := a.Data[i*a.Stride:][:a.Cols]
			for j := strip * stripRows; j < min((strip+1)*stripRows, b.Rows); j++ {
				c.Data[i*c.Stride+j] = dot(row, b.Data[j*b.Stride:])
			}
		}
	})
}

// dot is the sum of a·b, in four sums side by side.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += float64(x[0] * y[0])
		s1 += float64(x[1] * y[1])
		s2 += float64(x[2] * y[2])
		s3 += float64(x[3] * y[3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i] * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

func norm(v []float64) float64 { return math.Sqrt(dot(v, v)) }

func scale(v []float64, factor float64) {
	for i := range v {
		v[i] *= factor
	}
}
