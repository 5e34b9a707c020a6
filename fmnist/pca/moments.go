package pca

import (
	"context"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"

	"gonum.org/v1/gonum/mat"
)

const (
	// blockRows is the number of samples whose products are summed in float32 before the sum moves to float64.
	// Bytes are shifted to -128…127, so a product is at most 2^14 and 2^10 of them at most 2^24, the largest range in
	// which float32 holds every integer: the sums over bytes are exact, whatever the order and the processor.
	blockRows = 1024
	// byteShift moves bytes to -128…127; a covariance does not change when all values of a column move together.
	byteShift = 128
	// panelCols cuts the columns in panels so that only the panel pairs on and above the diagonal are multiplied, 11 of
	// 17 parts for 784. 192 is a multiple of the product's tiles (12 rows, 32 columns), and a block of a panel (1024 ×
	// 192 float32, 0.8 MB) stays in a core's L2.
	panelCols = 192
)

// moments are a matrix's column means and the sums of products of its centred columns (the upper triangle).
type moments struct {
	mean    []float64
	scatter *mat.SymDense
}

// momentsOf reads the matrix once.
func momentsOf(ctx context.Context, x Matrix) (moments, error) {
	shift, err := x.columnShift(ctx)
	if err != nil {
		return moments{}, err
	}
	sum := floatMoments
	if x.floats == nil && byteProducts {
		sum = byteMoments
	}
	sums, cross, err := sum(ctx, x, shift)
	if err != nil {
		return moments{}, err
	}
	return x.finish(sums, cross, shift), nil
}

// floatMoments sums columns and products of columns (the upper triangle), less the shift, in blocks of rows that are
// packed in column panels and multiplied in pairs.
func floatMoments(ctx context.Context, x Matrix, shift []float64) (sums, cross []float64, err error) {
	cols := x.Cols
	panels := (cols + panelCols - 1) / panelCols
	var pairs [][2]int
	for i := range panels {
		for j := i; j < panels; j++ {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	sums, cross = make([]float64, cols), make([]float64, cols*cols)
	packed := make([]float32, blockRows*cols)
	products := make([][]float32, len(pairs))
	for p := range products {
		products[p] = make([]float32, panelCols*panelCols)
	}
	for first := 0; first < x.Rows; first += blockRows {
		rows := min(blockRows, x.Rows-first)
		err := parallel(ctx, panels, func(p int) {
			x.packPanel(packed[p*panelCols*rows:], sums, shift, first, rows, p)
		})
		if err != nil {
			return nil, nil, err
		}
		err = parallel(ctx, len(pairs), func(p int) {
			addPair(cross, packed, products[p], cols, rows, pairs[p])
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return sums, cross, nil
}

// columnShift is what is taken from each column before the products: 128 for bytes, the column's mean for
// floats, since float32 sums of squares lose digits when the mean is large beside the spread.
func (m Matrix) columnShift(ctx context.Context) ([]float64, error) {
	shift := make([]float64, m.Cols)
	if m.floats == nil {
		for j := range shift {
			shift[j] = byteShift
		}
		return shift, nil
	}
	err := parallel(ctx, (m.Cols+panelCols-1)/panelCols, func(p int) {
		lo, hi := p*panelCols, min((p+1)*panelCols, m.Cols)
		part := shift[lo:hi]
		for i := range m.Rows {
			for j, v := range m.floats[i*m.Cols+lo : i*m.Cols+hi] {
				part[j] += float64(v)
			}
		}
		for j := range part {
			// Rounded to float32, so that the subtraction while packing has a single rounding.
			part[j] = float64(float32(part[j] / float64(m.Rows)))
		}
	})
	return shift, err
}

// packPanel writes rows of one column panel, less the shift, row-major into dst and adds them to the column sums.
func (m Matrix) packPanel(dst []float32, sums, shift []float64, first, rows, panel int) {
	lo, hi := panel*panelCols, min((panel+1)*panelCols, m.Cols)
	width := hi - lo
	blockSums := make([]float64, width)
	for i := range rows {
		out := dst[i*width : (i+1)*width]
		at := (first + i) * m.Cols
		if m.floats != nil {
			for j, v := range m.floats[at+lo : at+hi] {
				out[j] = v - float32(shift[lo+j])
			}
		} else {
			for j, b := range m.bytes[at+lo : at+hi] {
				out[j] = float32(int32(b) - byteShift)
			}
		}
		for j, v := range out {
			blockSums[j] += float64(v)
		}
	}
	for j, s := range blockSums {
		sums[lo+j] += s
	}
}

// addPair adds one panel pair's products over a block of rows to the matrix of cross products.
func addPair(cross []float64, packed, product []float32, cols, rows int, pair [2]int) {
	loI, loJ := pair[0]*panelCols, pair[1]*panelCols
	widthI, widthJ := min(panelCols, cols-loI), min(panelCols, cols-loJ)
	a := packed[loI*rows : loI*rows+widthI*rows]
	b := packed[loJ*rows : loJ*rows+widthJ*rows]
	product = product[:widthI*widthJ]
	kernel.MatMul(product, a, b, widthI, widthJ, rows, true, false)
	for i := range widthI {
		out := cross[(loI+i)*cols+loJ : (loI+i)*cols+loJ+widthJ]
		for j, v := range product[i*widthJ : (i+1)*widthJ] {
			out[j] += float64(v)
		}
	}
}

// finish removes what remains of the means and applies the scale of bytes.
func (m Matrix) finish(sums, cross, shift []float64) moments {
	n, scale := float64(m.Rows), m.scale
	if m.floats != nil {
		scale = 1
	}
	mean := make([]float64, m.Cols)
	for j := range mean {
		mean[j] = (sums[j]/n + shift[j]) * scale
	}
	scatter := mat.NewSymDense(m.Cols, nil)
	for i := range m.Cols {
		for j := i; j < m.Cols; j++ {
			scatter.SetSym(i, j, (cross[i*m.Cols+j]-sums[i]*sums[j]/n)*scale*scale)
		}
	}
	return moments{mean, scatter}
}
