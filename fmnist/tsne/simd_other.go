//go:build !amd64

package tsne

// vectors is false: there are vector versions of the inner loops for amd64 only.
var vectors = false

func (s *fftStep) runVector(_, _, _, _ []float32) bool { return false }

func attract[C column](points []float32, i int, columns []C, value []float32) (ax, ay float32) {
	return attractScalar(points, i, columns, value)
}

func skip(_ []float32, _ float32) int { return 0 }

func (s *batch) placeVector(_ *layout, _ int, _ float32, _ []float32) int { return 0 }

func (s *batch) spreadVector(_ []float32, _, _ int) bool { return false }

func (s *batch) gatherVector(_, _, _ []float32, _, _ int) bool { return false }

func logDistance[C column](points []float32, i int, columns []C, value []float32) float32 {
	return logDistanceScalar(points, i, columns, value)
}

func sumPartsVector(_ []float32, _ [][]float32, _, _, _ int) bool { return false }

func twistVector(_, _ *block, _ int, _ []float32) bool { return false }

func joinVector(_, _ *block, _ int, _ []float32) bool { return false }

func multiplyVector(_, _ *block, _ []float32, _ *[lanes]float32, _ int) bool { return false }

func transposeVector(_ []float32, _ int, _ []float32, _ int) bool { return false }

func splitVector(_ *[4][]float32, _ int, _ *block, _, _, _ int) bool { return false }

func (r *repulsion) pairVector(_ *block, _, _, _, _ int, _ float32) bool { return false }

func (d *descent) moveVector(_ int, _ *forces, _ int, _ *phase, _ float64) int { return 0 }
