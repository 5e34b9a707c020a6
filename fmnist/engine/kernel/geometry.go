package kernel

import "fmt"

// Conv is the geometry of a 2-D convolution over images [Batch, Height, Width, In] with a kernel
// [Rows, Cols, In, Out]. Top, Bottom, Left and Right count the rows and columns of zeros around the image; Stride 0
// means 1. ReLU is applied after the bias, then MaxPool takes the maximum of 2×2 windows with stride 2, dropping an odd
// last row or column.
type Conv struct {
	Batch, Height, Width, In, Rows, Cols, Out, Stride, Top, Bottom, Left, Right int
	ReLU, MaxPool                                                               bool
	// Winograd lets Forward without choice, for whoever needs no gradient, spare products of a 3×3 convolution with
	// many channels; the results differ in the last bits.
	Winograd bool
}

// Depthwise is the geometry of a convolution of every channel with its own kernel: images
// [Batch, Height, Width, Channels], kernel [Rows, Cols, Channels]. Stride 0 means 1; ReLU is applied after the bias.
type Depthwise struct {
	Batch, Height, Width, Channels, Rows, Cols, Stride, Top, Bottom, Left, Right int
	ReLU                                                                         bool
}

// Pool is the geometry of pooling over square windows of images [Batch, Height, Width, Channels]: the maximum, where
// padding counts as minus infinity, or with Mean the mean over the window's pixels that lie inside the image. Stride 0
// means Window.
type Pool struct {
	Batch, Height, Width, Channels, Window, Stride, Top, Bottom, Left, Right int
	Mean                                                                     bool
}

// Dense is the geometry of a fully connected layer: x [Batch, In] times weights [In, Out] plus bias, then ReLU if set.
type Dense struct {
	Batch, In, Out int
	ReLU           bool
}

func (c Conv) stride() int { return max(c.Stride, 1) }

// convSize is the output before pooling.
func (c Conv) convSize() (h, w int) {
	return (c.Height+c.Top+c.Bottom-c.Rows)/c.stride() + 1, (c.Width+c.Left+c.Right-c.Cols)/c.stride() + 1
}

// OutSize returns the rows and columns of the output, after pooling.
func (c Conv) OutSize() (h, w int) {
	h, w = c.convSize()
	if c.MaxPool {
		return h / 2, w / 2
	}
	return h, w
}

// Multiplications counts those of Forward; those by padding are counted too.
func (c Conv) Multiplications() int {
	h, w := c.convSize()
	return c.Batch * h * w * c.Out * c.Rows * c.Cols * c.In
}

func (d Depthwise) stride() int { return max(d.Stride, 1) }

// OutSize returns the rows and columns of the output.
func (d Depthwise) OutSize() (h, w int) {
	return (d.Height+d.Top+d.Bottom-d.Rows)/d.stride() + 1, (d.Width+d.Left+d.Right-d.Cols)/d.stride() + 1
}

func (p Pool) stride() int {
	if p.Stride == 0 {
		return p.Window
	}
	return p.Stride
}

// OutSize returns the rows and columns of the output.
func (p Pool) OutSize() (h, w int) {
	return (p.Height+p.Top+p.Bottom-p.Window)/p.stride() + 1, (p.Width+p.Left+p.Right-p.Window)/p.stride() + 1
}

// need panics when a slice that is present has fewer elements than its shape says.
func need(operation, name string, have, want int) {
	if have < want {
		panic(fmt.Sprintf("kernel: %s: %s has %d elements, the geometry needs %d", operation, name, have, want))
	}
}
