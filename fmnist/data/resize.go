package data

import "math"

// Resize32 enlarges each 28×28 image to 32×32 as skimage.transform.resize does by
// default: bilinear between pixel centres, the picture mirrored at its edges without
// repeating the edge pixel (TensorFlow's resize repeats it, which differs in the outer
// ring only). The scale of the values is kept. It is an error when pixels is not a
// whole number of images.
func Resize32(pixels []float32) ([]float32, error) {
	n, err := wholeImages(len(pixels))
	if err != nil {
		return nil, err
	}
	taps := resizeTaps()
	wide := make([]float32, n*Wide*Wide)
	parallel(n, func(image int) {
		from := pixels[image*Pixels:][:Pixels]
		to := wide[image*Wide*Wide:][:Wide*Wide]
		for row, t := range taps {
			above, below := from[t.near*Side:][:Side], from[t.far*Side:][:Side]
			var line [Side]float64
			for col := range line {
				line[col] = (1-t.share)*float64(above[col]) + t.share*float64(below[col])
			}
			for col, u := range taps {
				to[row*Wide+col] = float32((1-u.share)*line[u.near] + u.share*line[u.far])
			}
		}
	})
	return wide, nil
}

// ResizeMatrix is the 32×28 matrix M with which Resize32 of an image X is M·X·Mᵀ: for
// doing it inside a graph.
func ResizeMatrix() [Wide][Side]float64 {
	var m [Wide][Side]float64
	for i, t := range resizeTaps() {
		m[i][t.near] += 1 - t.share
		m[i][t.far] += t.share
	}
	return m
}

// tap says that an output pixel is (1-share) of pixel near and share of pixel far.
type tap struct {
	near, far int
	share     float64
}

// resizeTaps places the centres of 32 pixels among those of 28.
func resizeTaps() [Wide]tap {
	var taps [Wide]tap
	for i := range taps {
		at := (float64(i)+0.5)*Side/Wide - 0.5
		low := math.Floor(at)
		taps[i] = tap{near: mirror(int(low)), far: mirror(int(low) + 1), share: at - low}
	}
	return taps
}

// mirror reflects a position beyond the edge: -1 is pixel 1, Side is pixel Side-2.
func mirror(p int) int {
	if p < 0 {
		return -p
	}
	if p >= Side {
		return 2*(Side-1) - p
	}
	return p
}
