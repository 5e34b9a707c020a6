package pca

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

const (
	// denseCols is the size below which the full decomposition is as quick as the iterative one.
	denseCols = 256
	// krylovBlock is how many vectors the basis grows by. Small blocks need the fewest vectors in all; 4 rows are
	// enough for the products to read the matrix once for several rows.
	krylovBlock = 4
	// krylovTolerance bounds a residual |Av - λv| beside the largest eigenvalue. An eigenvalue's error is about its
	// square, and a component's about residual over gap: of the 50 first components of the training images, all 15
	// digits are right.
	krylovTolerance = 1e-8
	// completeSteps is how many multiplications completeness may take to bring out an eigenvector that was missed.
	completeSteps = 12
)

var errNoConvergence = errors.New("pca: the eigenvalues did not converge; this points to values near the limits of float64")

// topEigen returns the n largest eigenvalues of a in falling order and their vectors as the rows of a matrix.
func topEigen(ctx context.Context, a *mat.SymDense, n int) ([]float64, *mat.Dense, error) {
	cols := a.SymmetricDim()
	// The Krylov basis ends at 4 to 6 times n vectors; past a fifth of the columns the full decomposition wins.
	if cols > denseCols && n <= cols/5 {
		values, vectors, ok, err := krylov(ctx, a, n)
		if ok || err != nil {
			return values, vectors, err
		}
	}
	var full mat.EigenSym
	if !full.Factorize(a, true) {
		return nil, nil, errNoConvergence
	}
	values, vectors := largest(&full, cols, n)
	return values, vectors, ctx.Err()
}

// largest picks the n last eigenpairs (gonum sorts them rising), vectors as rows.
func largest(full *mat.EigenSym, size, n int) ([]float64, *mat.Dense) {
	rising := full.Values(nil)
	var columns mat.Dense
	full.VectorsTo(&columns)
	values, rows := make([]float64, n), mat.NewDense(n, size, nil)
	for k := range n {
		values[k] = rising[size-1-k]
		for j := range size {
			rows.Set(k, j, columns.At(j, size-1-k))
		}
	}
	return values, rows
}

// krylov is a block Lanczos method with full reorthogonalisation (Golub and Van Loan, Matrix Computations, §10.3.6):
// the basis V grows by a block of A·V's newest part, and the eigenpairs of V·A·Vᵀ approach A's. It says ok = false when
// more than half of the columns would be needed, or when an eigenvector is missing; both leave the work to the full
// decomposition.
func krylov(ctx context.Context, a *mat.SymDense, n int) (values []float64, vectors *mat.Dense, ok bool, err error) {
	cols := a.SymmetricDim()
	most := cols / 2
	full := general(cols, cols)
	for i := range cols {
		for j := range cols {
			full.Data[i*cols+j] = a.At(i, j)
		}
	}
	basis, images := general(most, cols), general(most, cols)
	rng := rand.New(rand.NewPCG(1, uint64(cols))) // Fixed: the result must not vary between calls.
	fillRandom(rng, rowsIn(basis, 0, krylovBlock).Data)
	nextCheck := min(most-krylovBlock, 2*n+40)
	for used := 0; used+2*krylovBlock <= most; {
		if err := ctx.Err(); err != nil {
			return nil, nil, false, err
		}
		block := rowsIn(basis, used, krylovBlock)
		orthonormalise(rng, basis, used)
		image := rowsIn(images, used, krylovBlock)
		clear(image.Data)
		addProduct(image, 1, block, full)
		used += krylovBlock
		if used >= nextCheck {
			values, vectors, ok := ritz(rowsIn(basis, 0, used), rowsIn(images, 0, used), n)
			if ok {
				return values, vectors, complete(rng, full, vectors.RawMatrix(), values), nil
			}
			nextCheck = used + max(used/8, 2*krylovBlock)
		}
		copy(rowsIn(basis, used, krylovBlock).Data, image.Data)
	}
	return nil, nil, false, nil
}

// orthonormalise makes the block of rows that starts at row used orthonormal, to the rows before it and in itself.
func orthonormalise(rng *rand.Rand, basis blas64.General, used int) {
	for range 2 { // Twice is enough (Kahan): the second pass removes what the first one's rounding left.
		project(rowsIn(basis, 0, used), rowsIn(basis, used, krylovBlock))
	}
	for k := range krylovBlock {
		one := rowsIn(basis, used+k, 1)
		before := rowsIn(basis, used, k)
		for {
			start := norm(one.Data)
			for range 2 {
				project(before, one)
			}
			length := norm(one.Data)
			if length > start/10 {
				scale(one.Data, 1/length)
				break
			}
			// Little is left, and in proportion more rounding: once more, against all rows. A vector that vanishes (the
			// matrix has a low rank) becomes a random direction, which keeps the basis growing.
			if length == 0 {
				fillRandom(rng, one.Data)
			}
			before = rowsIn(basis, 0, used+k)
		}
	}
}

// complete looks for an eigenvalue above the last one outside the space of the vectors found: in exact arithmetic a
// Krylov space holds no more than krylovBlock vectors of a repeated eigenvalue. Outside, no vector has a Rayleigh
// quotient above the next eigenvalue, so a higher one proves that a vector is missing.
func complete(rng *rand.Rand, a, vectors blas64.General, values []float64) bool {
	limit := values[len(values)-1] + float64(krylovTolerance*values[0])
	one, image := general(1, a.Cols), general(1, a.Cols)
	fillRandom(rng, one.Data)
	for range completeSteps {
		project(vectors, one)
		length := norm(one.Data)
		if length == 0 {
			return true
		}
		scale(one.Data, 1/length)
		clear(image.Data)
		addProduct(image, 1, one, a)
		if dot(one.Data, image.Data) > limit {
			return false
		}
		copy(one.Data, image.Data)
	}
	return true
}

// project takes from each row of block its part in the span of the orthonormal rows of basis.
func project(basis, block blas64.General) {
	if basis.Rows == 0 {
		return
	}
	overlap := general(block.Rows, basis.Rows)
	timesTransposed(overlap, block, basis)
	addProduct(block, -1, overlap, basis)
}

// ritz solves the projected problem and tells whether the n largest pairs have converged.
func ritz(basis, images blas64.General, n int) ([]float64, *mat.Dense, bool) {
	m, cols := basis.Rows, basis.Cols
	t := general(m, m)
	timesTransposed(t, basis, images)
	var small mat.EigenSym
	if !small.Factorize(mat.NewSymDense(m, t.Data), true) {
		return nil, nil, false
	}
	values, rows := largest(&small, m, n)
	vectors, residual := general(n, cols), general(n, cols)
	addProduct(vectors, 1, rows.RawMatrix(), basis)
	addProduct(residual, 1, rows.RawMatrix(), images)
	for k := range n {
		var square float64
		for j := range cols {
			d := residual.Data[k*cols+j] - float64(values[k]*vectors.Data[k*cols+j])
			square += float64(d * d)
		}
		if math.Sqrt(square) > krylovTolerance*values[0] {
			return nil, nil, false
		}
	}
	return values, mat.NewDense(n, cols, vectors.Data), true
}

func general(rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
}

func rowsIn(g blas64.General, first, rows int) blas64.General {
	return blas64.General{Rows: rows, Cols: g.Cols, Stride: g.Stride,
		Data: g.Data[first*g.Stride : (first+rows)*g.Stride]}
}

func fillRandom(rng *rand.Rand, v []float64) {
	for i := range v {
		v[i] = rng.NormFloat64()
	}
}
