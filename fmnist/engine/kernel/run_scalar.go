package kernel

// addScalar is add in plain Go.
func (r *run) addScalar(highest int) { r.split(highest, (*run).addBlockScalar) }

// addBlockScalar adds one block, list after list.
func (r *run) addBlockScalar() {
	for l := range r.lists {
		entries := r.list[l*r.space : r.ends[l]]
		if len(entries) == 0 {
			continue
		}
		for row := range r.rows {
			dst := r.dst[int(r.dstAt[l])+row*r.dstRow:][:r.cols]
			src := r.src[row*r.srcRow:]
			col := 0
			for ; col+4 <= len(dst); col += 4 {
				addEntries(dst[col:], src[col:], entries)
			}
			for ; col < len(dst); col++ {
				for _, p := range entries {
					dst[col] = fma(p.by, src[int(p.at)+col], dst[col])
				}
			}
		}
	}
}

// addEntries adds the entries' multiples of src to four elements of dst.
func addEntries(dst, src []float32, entries []product) {
	s0, s1, s2, s3 := float64(dst[0]), float64(dst[1]), float64(dst[2]), float64(dst[3])
	for _, e := range entries {
		u, v := float64(e.by), src[e.at:e.at+4:e.at+4]
		p0, p1, p2, p3 := float64(u*float64(v[0])), float64(u*float64(v[1])), float64(u*float64(v[2])),
			float64(u*float64(v[3]))
		r0, r1, r2, r3 := float64(p0+s0), float64(p1+s1), float64(p2+s2), float64(p3+s3)
		if halfway(r0)|halfway(r1)|halfway(r2)|halfway(r3) != 0 {
			r0, r1, r2, r3 = settle(r0, p0, s0), settle(r1, p1, s1), settle(r2, p2, s2), settle(r3, p3, s3)
		}
		s0, s1, s2, s3 = single(r0), single(r1), single(r2), single(r3)
	}
	dst[0], dst[1], dst[2], dst[3] = float32(s0), float32(s1), float32(s2), float32(s3)
}

func listByFilterScalar(list []product, ends []int32, g []float32, choice []uint8, corner *[4]int32) {
	for j, v := range g {
		if v != 0 {
			list[ends[j]] = product{corner[choice[j]], v}
			ends[j]++
		}
	}
}

func listByChoiceScalar(list []product, ends []int32, g []float32, choice []uint8, step int) {
	for j, v := range g {
		if v != 0 {
			to := &ends[choice[j]]
			list[*to] = product{int32(j * step), v}
			*to++
		}
	}
}
