package pca

import "context"

const (
	// gramRows × gramCols is the register tile of the integer product: 6 × 4 vectors of 16 sums leave 8 registers to
	// load into.
	gramRows, gramCols = 6, 64
	// gramSamples is the number of samples packed at a time: a tile's 64 columns of them are 32 KB, the size of an L1.
	gramSamples = 512
	// gramFlush bounds the samples whose products are summed in int32: each is at most 255·128, and 2^16 of them fit.
	gramFlush = 64 * gramSamples
)

// byteMoments is floatMoments for bytes (whose shift is 128) on processors with integer dot products of bytes. Column
// i's bytes are taken less 128, column j's as they are; a further column of ones yields the sums. All of it is exact.
func byteMoments(ctx context.Context, x Matrix, _ []float64) (sums, cross []float64, err error) {
	const strip = 8 * gramRows // Columns of a task: enough work for a goroutine, and enough tasks for many processors.
	strips := (x.Cols + strip - 1) / strip
	// Rows of the packed samples hold the column of ones and the last strip, and end with a whole tile.
	padded := (max(x.Cols+1, strips*strip) + gramCols - 1) / gramCols * gramCols
	cross, sums = make([]float64, x.Cols*x.Cols), make([]float64, x.Cols)
	packed := make([]uint32, gramSamples/4*padded)
	totals := make([]int32, strips*strip*padded)
	for first := 0; first < x.Rows; first += gramSamples {
		rows := min(gramSamples, x.Rows-first)
		groups := (rows + 3) / 4
		err := parallel(ctx, groups, func(g int) { x.packGroup(packed[g*padded:(g+1)*padded], first+4*g) })
		if err != nil {
			return nil, nil, err
		}
		err = parallel(ctx, strips, func(s int) {
			for i := s * strip; i < (s+1)*strip; i += gramRows {
				for j := i / gramCols * gramCols; j < padded; j += gramCols {
					gramTile(totals[i*padded+j:], padded, packed, i, j, groups)
				}
			}
		})
		if err != nil {
			return nil, nil, err
		}
		if last := first+rows == x.Rows; last || (first+rows)%gramFlush == 0 {
			flush(totals, sums, cross, padded)
		}
	}
	return sums, cross, nil
}

// packGroup lays four samples side by side: entry j holds their bytes of column j. Samples past the end are 0.
func (m Matrix) packGroup(dst []uint32, first int) {
	clear(dst)
	for r := range min(4, m.Rows-first) {
		shift := 8 * r
		for j, b := range m.bytes[(first+r)*m.Cols : (first+r+1)*m.Cols] {
			dst[j] |= uint32(b) << shift
		}
		dst[m.Cols] |= 1 << shift
	}
}

// flush moves the int32 totals on and above the diagonal to float64, and from (xi-128)·xj to (xi-128)·(xj-128).
func flush(totals []int32, sums, cross []float64, padded int) {
	cols := len(sums)
	for i := range cols {
		row := totals[i*padded : (i+1)*padded]
		sum := float64(row[cols])
		sums[i] += sum
		for j := i; j < cols; j++ {
			cross[i*cols+j] += float64(row[j]) - float64(byteShift*sum)
		}
	}
	clear(totals)
}
