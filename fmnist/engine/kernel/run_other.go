//go:build !amd64 && !arm64

package kernel

func (r *run) add(highest int) { r.addScalar(highest) }

func (r *run) appendByFilter(g []float32, choice []uint8, corner *[4]int32, windows, step, first int) {
	r.eachWindow(g, choice, corner, windows, step, first, listByFilterScalar)
}

func (r *run) appendByChoice(l int, g []float32, choice []uint8, step int) {
	listByChoiceScalar(r.list, r.ends[l:l+4], g, choice, step)
}
