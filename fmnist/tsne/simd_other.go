//go:build !amd64

package tsne

// vectors is false: there are vector versions of the inner loops for amd64 only.
var vectors = false

func (s *fftStep) runVector(_, _, _, _ []float32) bool { return false }

func attract(points []float32, i int, column []int32, value []float32) (ax, ay float32) {
	return attractScalar(points, i, column, value)
}

func skip(_ []float32, _ float32) int { return 0 }
