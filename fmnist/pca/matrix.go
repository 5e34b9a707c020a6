package pca

import (
	"errors"
	"fmt"
	"math"
)

// Matrix holds one sample per row, every row of the same length: either bytes with a scale (pixels stay
// uint8 in memory) or float32 values. Build one with Bytes or Floats; the zero Matrix is empty.
type Matrix struct {
	Rows, Cols int
	bytes      []uint8
	scale      float64
	floats     []float32
}

// Bytes wraps pixel data without copying it: the value of a cell is its byte times scale, so that scale
// 1.0/255 gives the usual range from 0 to 1 and scale 1 the raw range from 0 to 255.
func Bytes(data []uint8, cols int, scale float64) (Matrix, error) {
	if scale == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
		return Matrix{}, fmt.Errorf("pca.Bytes: the scale %v would lose the pixels; use 1 or 1.0/255", scale)
	}
	rows, err := rowsOf("pca.Bytes", len(data), cols)
	return Matrix{Rows: rows, Cols: cols, bytes: data, scale: scale}, err
}

// Floats wraps a flat, row-major slice without copying it.
func Floats(data []float32, cols int) (Matrix, error) {
	rows, err := rowsOf("pca.Floats", len(data), cols)
	return Matrix{Rows: rows, Cols: cols, floats: data}, err
}

func rowsOf(where string, length, cols int) (int, error) {
	switch {
	case length == 0:
		return 0, fmt.Errorf("%s: the data is empty; pass at least two samples", where)
	case cols <= 0:
		return 0, fmt.Errorf("%s: %d columns; pass how many values one sample has, such as 784", where, cols)
	case length%cols != 0:
		return 0, fmt.Errorf("%s: %d values do not divide into rows of %d; check the number of columns", where,
			length, cols)
	}
	return length / cols, nil
}

// Row writes sample i into dst, which must have room for Cols values, and returns dst cut to Cols.
func (m Matrix) Row(i int, dst []float32) []float32 {
	dst = dst[:m.Cols]
	if m.floats != nil {
		copy(dst, m.floats[i*m.Cols:])
		return dst
	}
	for j, b := range m.bytes[i*m.Cols : (i+1)*m.Cols] {
		dst[j] = float32(float64(b) * m.scale)
	}
	return dst
}

// Head is the matrix of the first n samples (all of them when there are fewer), sharing the data.
func (m Matrix) Head(n int) Matrix {
	n = max(0, min(n, m.Rows))
	h := m
	h.Rows = n
	if m.floats != nil {
		h.floats = m.floats[:n*m.Cols]
	} else {
		h.bytes = m.bytes[:n*m.Cols]
	}
	return h
}

// Dense is the matrix as one flat, row-major slice: the matrix's own data when it holds floats, else a copy.
func (m Matrix) Dense() []float32 {
	if m.floats != nil {
		return m.floats
	}
	out := make([]float32, m.Rows*m.Cols)
	for i := range m.Rows {
		m.Row(i, out[i*m.Cols:])
	}
	return out
}

// Check says in one sentence what keeps the matrix from being used: fewer than two samples, no columns, or a
// value that is not a finite number (with its row and column).
func (m Matrix) Check() error {
	if m.Rows == 0 || m.Cols == 0 {
		return errors.New("the data is empty; pass at least two samples")
	}
	if m.Rows < 2 {
		return errors.New("there is only one sample; variances need at least two")
	}
	return m.finite()
}

func (m Matrix) finite() error {
	for i, v := range m.floats {
		if v-v != 0 { // true for NaN and both infinities only
			return fmt.Errorf("row %d, column %d is %v; remove or fill such values first", i/m.Cols, i%m.Cols, v)
		}
	}
	return nil
}
