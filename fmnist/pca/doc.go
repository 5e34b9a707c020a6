// Package pca computes correlations, covariances and principal components of tables with one sample per row, such as
// 60,000 images of 784 pixels.
//
// Over bytes the sums of products are exact integers, computed with the processor's dot products of bytes (bytes.go) or
// as float32 that hold them (moments.go says why). Results differ from NumPy's float64 only in the last digits and are
// the same on every processor and for any GOMAXPROCS. Over floats the columns are centred first and summed in float32
// within blocks of 1024 rows, in float64 across blocks: correlations are then right to about 1e-6.
//
// The iteration for the first components multiplies in plain Go (products.go). The eigenvectors of its small projected
// matrix, and the full decomposition, are gonum's, whose last bits differ between amd64 and arm64.
//
// Rules shared with scikit-learn 1.5 and later: data are centred, not scaled; variances have divisor n-1; the entry of
// largest absolute value in each component is positive.
package pca
