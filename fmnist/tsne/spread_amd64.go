package tsne

//go:noescape
func placeAVX2(at *int32, wx, wy, points *float32, groups int, originX, originY, inverse float32, width int32)

//go:noescape
func spreadAVX2(part *float32, width int, at *int32, wx, wy *float32, n int)

//go:noescape
func gatherAVX2(out, fieldX, fieldY *float32, width int, at *int32, wx, wy *float32, n int)

// placeVector does whole groups of points and returns how many.
func (s *batch) placeVector(l *layout, width int, inverse float32, points []float32) int {
	groups := min(len(points)/2, batchSize) / placeGroup
	if !vectors || groups == 0 {
		return 0
	}
	placeAVX2(&s.at[0], &s.wx[0][0], &s.wy[0][0], &points[0], groups, l.originX, l.originY, inverse, int32(width))
	return groups * placeGroup
}

// spreadVector spreads the first n points, if there are vector instructions.
func (s *batch) spreadVector(part []float32, width, n int) bool {
	if !vectors || n == 0 {
		return false
	}
	s.within(len(part), width, n)
	spreadAVX2(&part[0], width, &s.at[0], &s.wx[0][0], &s.wy[0][0], n)
	return true
}

// gatherVector gathers for the first n points, if there are vector instructions.
func (s *batch) gatherVector(out, fieldX, fieldY []float32, width, n int) bool {
	if !vectors || n == 0 {
		return false
	}
	s.within(min(len(fieldX), len(fieldY)), width, n)
	gatherAVX2(&out[:2*n][0], &fieldX[0], &fieldY[0], width, &s.at[0], &s.wx[0][0], &s.wy[0][0], n)
	return true
}

// within panics where a point's nodes are not all on a grid of that size: no instruction checks it.
func (s *batch) within(size, width, n int) {
	for _, at := range s.at[:n] {
		if at < 0 || int(at)+(support-1)*width+weightRow > size {
			panic("tsne: a point lies outside the grid")
		}
	}
}
