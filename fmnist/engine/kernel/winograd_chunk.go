package kernel

// winogradChunk is the memory of some rows of tiles and output channels on their way through a chunk. Of the tile's
// four rows of positions one is computed at a time: v and m hold it.
type winogradChunk struct {
	*winograd
	row0, row1, col0, cols, tiles int
	t, zeros                      []float32 // a row of the image, with what lies around it, and a row of zeros
	v                             []float32 // [4 columns][tiles][in]: the transformed image
	m                             []float32 // [4 columns][tiles][cols]: its products with the kernel
	z                             []float32 // [4 rows][2][tiles][cols]: these, transformed along rows
}

// chunk computes rows row0…row1 of tiles, counted through all images, and output channels col0…col1.
func (f *winograd) chunk(row0, row1, col0, col1 int) {
	c := winogradChunk{winograd: f, row0: row0, row1: row1, col0: col0, cols: col1 - col0,
		tiles: (row1 - row0) * f.across}
	scratch, tables := borrow(), borrow()
	defer scratch.back()
	defer tables.back()
	sizes := [...]int{(2*f.across + 2) * f.in, f.width * f.in, 4 * c.tiles * f.in, 4 * c.tiles * c.cols,
		8 * c.tiles * c.cols}
	total := 0
	for _, n := range sizes {
		total += n
	}
	memory := scratch.take(total)
	for i, part := range [...]*[]float32{&c.t, &c.zeros, &c.v, &c.m, &c.z} {
		*part, memory = memory[:sizes[i]:sizes[i]], memory[sizes[i]:]
	}
	clear(c.t)
	clear(c.zeros)
	for i := range 4 {
		c.transformImage(i)
		c.products(tables, i)
		plane := c.tiles * c.cols
		z := c.z[2*i*plane:]
		winogradOutputRun(z, z[plane:], 0, 0, c.m, plane, 0, plane, 1, noFloor)
	}
	if f.conv.MaxPool {
		c.pool()
		return
	}
	c.transformOutput()
}

// transformImage computes row i of the tiles' positions: along columns into t, then along the row into v.
func (c *winogradChunk) transformImage(i int) {
	t := c.t[c.left*c.in:]
	t = t[:min(len(t), len(c.zeros))]
	from := [4][2]int{{0, 2}, {1, 2}, {2, 1}, {1, 3}}[i]
	for row := c.row0; row < c.row1; row++ {
		a, b := c.imageRow(row, from[0]), c.imageRow(row, from[1])
		if i == 1 {
			addRun(t, a, b)
		} else {
			subRun(t, a, b)
		}
		winogradInputRun(c.v[(row-c.row0)*c.across*c.in:], c.tiles*c.in, c.t, c.in, c.across)
	}
}

// imageRow is row i of the four that a row of tiles sees.
func (c *winogradChunk) imageRow(row, i int) []float32 {
	h := row%c.down*2 - c.top + i
	if h < 0 || h >= c.height {
		return c.zeros
	}
	return c.x[(row/c.down*c.height+h)*c.width*c.in:]
}

// products multiplies row i of the transformed image by that of the kernel. Position (1, 1) enters all four outputs as
// it is: its sums begin with the bias.
func (c *winogradChunk) products(scratch *buffer, i int) {
	g := gemm{m: c.tiles, n: c.cols, k: c.in, ldc: c.cols, floor: noFloor}
	aOff, cOff := g.table(scratch, c.in, c.tiles)
	width := simd.tileCols()
	for j := range 4 {
		t := tile{k: c.in, segs: 1, stepA: 1, stepB: width, floor: noFloor, a: c.v[j*c.tiles*c.in:]}
		g.c, g.bias = c.m[j*c.tiles*c.cols:], nil
		if i == 1 && j == 1 && c.bias != nil {
			g.bias = c.bias[c.col0:]
		}
		for panel := range c.cols / width {
			t.b = c.panel(4*i+j, c.col0/width+panel)
			g.strip(&t, aOff, cOff, panel, 0, c.tiles)
		}
	}
}

// transformOutput transforms z along columns into the image. Of a tile on the edge of an odd image only a half, or a
// quarter, is there.
func (c *winogradChunk) transformOutput() {
	plane, floor := c.tiles*c.cols, relu(c.conv.ReLU)
	for row := c.row0; row < c.row1; row++ {
		h := row % c.down * 2
		for j := range 2 {
			y := c.y[((row/c.down*c.outH+h)*c.outW+j)*c.out+c.col0:]
			below, step := c.t, 0 // where there is no second row
			if h+1 < c.outH {
				below, step = y[c.outW*c.out:], 2*c.out
			}
			winogradOutputRun(y, below, 2*c.out, step, c.z[j*plane+(row-c.row0)*c.across*c.cols:], 2*plane, c.cols, c.cols,
				(c.outW-j+1)/2, floor)
		}
	}
}

// pool takes the maximum of the four outputs of each tile.
func (c *winogradChunk) pool() {
	plane := c.tiles * c.cols
	z := func(i int) []float32 { return c.z[i*plane:][:plane] }
	for j := range 2 {
		winogradOutputRun(z(j), z(2+j), 0, 0, c.z[j*plane:], 2*plane, 0, plane, 1, relu(c.conv.ReLU))
	}
	for i := 1; i < 4; i++ {
		maxRun(z(0), z(i), z(0))
	}
	for tile := range c.tiles {
		copy(c.y[(c.row0*c.across+tile)*c.out+c.col0:][:c.cols], z(0)[tile*c.cols:])
	}
}
