package kernel

// eachImage calls do for chunks of images of n elements.
func eachImage(operation string, y, x []float32, batch, pixels, channels int, do func(image int)) {
	need(operation, "the pooled values", len(y), batch*channels)
	need(operation, "the images", len(x), batch*pixels*channels)
	eachRow(batch, pixels*channels, func(from, to int) {
		for image := from; image < to; image++ {
			do(image)
		}
	})
}

// GlobalMean reduces x [batch, pixels, channels] to its mean over pixels, y [batch, channels].
func GlobalMean(y, x []float32, batch, pixels, channels int) {
	global("GlobalMean", y, x, batch, pixels, channels, addRun, 1/float32(max(pixels, 1)))
}

// GlobalMax reduces x [batch, pixels, channels] to its maximum over pixels, y [batch, channels].
func GlobalMax(y, x []float32, batch, pixels, channels int) {
	global("GlobalMax", y, x, batch, pixels, channels, func(y, a, b []float32) { maxRun(y, b, a) }, 1)
}

func global(operation string, y, x []float32, batch, pixels, channels int, combine func(y, a, b []float32),
	factor float32) {
	eachImage(operation, y, x, batch, pixels, channels, func(image int) {
		to, from := y[image*channels:(image+1)*channels], x[image*pixels*channels:]
		copy(to, from)
		for i := 1; i < pixels; i++ {
			combine(to, to, from[i*channels:])
		}
		if factor != 1 {
			scaleRun(to, to, factor)
		}
	})
}

// GlobalMeanBackward spreads dy [batch, channels] over dx [batch, pixels, channels].
func GlobalMeanBackward(dx, dy []float32, batch, pixels, channels int) {
	eachImage("GlobalMean gradient", dy, dx, batch, pixels, channels, func(image int) {
		for i := range pixels {
			at := (image*pixels + i) * channels
			scaleRun(dx[at:at+channels], dy[image*channels:], 1/float32(pixels))
		}
	})
}

// GlobalMaxBackward sends dy [batch, channels] to the first pixel of x that equals the maximum y.
func GlobalMaxBackward(dx, dy, y, x []float32, batch, pixels, channels int) {
	need("GlobalMax gradient", "x", len(x), batch*pixels*channels)
	need("GlobalMax gradient", "y", len(y), batch*channels)
	eachImage("GlobalMax gradient", dy, dx, batch, pixels, channels, func(image int) {
		from, to := image*pixels*channels, (image+1)*pixels*channels
		clear(dx[from:to])
		for o := range channels {
			for at := from + o; at < to; at += channels {
				if x[at] == y[image*channels+o] {
					dx[at] = dy[image*channels+o]
					break
				}
			}
		}
	})
}
