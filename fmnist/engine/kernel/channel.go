package kernel

// rowsWork is the number of elements of a chunk of rows. The order of sums depends on it.
const rowsWork = 1 << 14

// eachRow calls do for chunks of rows of a matrix of n elements per row.
func eachRow(rows, n int, do func(from, to int)) {
	size := max(1, rowsWork/max(n, 1))
	if rows*n <= 2*rowsWork {
		size = max(rows, 1)
	}
	parallel(chunks(rows, size), func(chunk int) { do(split(chunk, size, rows)) })
}

// BiasAdd adds bias [channels] to every row of x [rows, channels]. y may be x.
func BiasAdd(y, x, bias []float32) {
	need("BiasAdd", "the result", len(y), len(x))
	n := len(bias)
	eachRow(len(x)/n, n, func(from, to int) {
		for i := from; i < to; i++ {
			addRun(y[i*n:(i+1)*n], x[i*n:], bias)
		}
	})
}

// Affine computes y = x·scale + shift, scale and shift [channels] being the same for every row of x [rows, channels]:
// batch normalisation with frozen statistics. y may be x.
func Affine(y, x, scale, shift []float32) {
	need("Affine", "the result", len(y), len(x))
	n := len(scale)
	eachRow(len(x)/n, n, func(from, to int) {
		for i := from; i < to; i++ {
			affineRun(y[i*n:(i+1)*n], x[i*n:], scale, shift)
		}
	})
}

// BiasGradient computes db [channels], the sum of the rows of dy [rows, channels].
func BiasGradient(db, dy []float32) {
	if len(db) == 0 {
		return
	}
	columnSums(db, dy, len(dy)/len(db))
}

// columnSums adds up the rows of x [rows, len(sums)]: chunks of rows first, then the chunks in their order.
func columnSums(sums, x []float32, rows int) {
	n := len(sums)
	wide := sumWidth(n)
	size := max(1, 4*rowsWork/n)
	parts := chunks(rows, size)
	scratch := borrow()
	defer scratch.back()
	partial := scratch.take(parts * wide)
	clear(partial)
	parallel(parts, func(part int) {
		from, to := split(part, size, rows)
		addColumns(partial[part*wide:(part+1)*wide], x[from*n:to*n])
	})
	reduce(sums, partial, parts*wide/n)
}

// sumWidth is the length of a vector of sums for rows of n elements: of short rows several are summed side by side.
func sumWidth(n int) int { return n * chunks(48, n) }

// addColumns adds the rows of x to sums, as many side by side as sums holds.
func addColumns(sums, x []float32) {
	for at := 0; at < len(x) && len(sums) > 0; at += len(sums) {
		n := min(len(sums), len(x)-at)
		addRun(sums[:n], sums[:n], x[at:])
	}
}

// reduce adds up parts vectors of len(sums) elements, in order.
func reduce(sums, partial []float32, parts int) {
	n := len(sums)
	each(n, func(from, to int) {
		clear(sums[from:to])
		for part := range parts {
			addRun(sums[from:to], sums[from:to], partial[part*n+from:part*n+to])
		}
	})
}

// ScaleChannels multiplies x [batch, pixels, channels] by s [batch, channels] (squeeze-and-excite). y may be x.
func ScaleChannels(y, x, s []float32, batch, pixels, channels int) {
	need("ScaleChannels", "the result", len(y), batch*pixels*channels)
	need("ScaleChannels", "x", len(x), batch*pixels*channels)
	need("ScaleChannels", "s", len(s), batch*channels)
	eachRow(batch, pixels*channels, func(from, to int) {
		for i := from * pixels; i < to*pixels; i++ {
			mulRun(y[i*channels:(i+1)*channels], x[i*channels:], s[i/pixels*channels:])
		}
	})
}

// ScaleChannelsBackward computes the gradients of ScaleChannels with respect to x and s; either may be nil.
func ScaleChannelsBackward(dx, ds, dy, x, s []float32, batch, pixels, channels int) {
	need("ScaleChannels gradient", "dy", len(dy), batch*pixels*channels)
	if dx != nil {
		ScaleChannels(dx, dy, s, batch, pixels, channels)
	}
	if ds == nil {
		return
	}
	need("ScaleChannels gradient", "x", len(x), batch*pixels*channels)
	eachRow(batch, pixels*channels, func(from, to int) {
		clear(ds[from*channels : to*channels])
		for i := from * pixels; i < to*pixels; i++ {
			at := i / pixels * channels
			mulAddRun(ds[at:at+channels], dy[i*channels:], x[i*channels:])
		}
	})
}
