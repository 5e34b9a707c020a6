package keras

import (
	"errors"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func (b *builder) convolution(e entry, stored string, last bool) error {
	s := e.Config
	kernel, err := square(s.Kernel)
	stride, err2 := square(s.Strides)
	dilation, err3 := square(s.Dilation)
	if err := errors.Join(err, err2, err3); err != nil {
		return err
	}
	l := nets.Conv(s.Filters, kernel).L2(s.l2())
	if stride > 1 {
		l = l.Stride(stride)
	}
	switch padding := text(s.Padding); padding {
	case "valid", "":
	case "same":
		l = l.Same()
	default:
		return fmt.Errorf("has the padding %.20q", padding)
	}
	switch {
	case dilation > 1:
		return fmt.Errorf("has the dilation %d", dilation)
	case s.Groups != nil && *s.Groups != 1:
		return fmt.Errorf("has %d groups", *s.Groups)
	}
	return b.weighted(l, e, stored, last)
}

// subsample is a convolution channel by channel; its weights say later whether it is a SubSample.
func (b *builder) subsample(e entry, stored string, last bool) error {
	s := e.Config
	window, err := square(s.Kernel)
	stride, err2 := square(s.Strides)
	dilation, err3 := square(s.Dilation)
	if err := errors.Join(err, err2, err3); err != nil {
		return err
	}
	if s.Multiplier != nil && *s.Multiplier != 1 || dilation > 1 || text(s.Padding) == "same" {
		return errors.New("is more than a window of one weight a channel")
	}
	l := nets.SubSample(window)
	if max(stride, 1) != window {
		l = l.Stride(max(stride, 1))
	}
	return b.weighted(l, e, stored, last)
}

func (b *builder) pool(e entry) error {
	s := e.Config
	window, err := square(s.Pool)
	stride, err2 := square(s.Strides)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	l := map[string]func(int) nets.Layer{"MaxPooling2D": nets.MaxPool, "AveragePooling2D": nets.AvgPool}[e.Class](window)
	if stride != 0 && stride != window {
		l = l.Stride(stride)
	}
	if text(s.Padding) == "same" && !b.divides(window, max(stride, window)) {
		return errors.New("is padded, where here pooling is not")
	}
	b.put(l)
	return nil
}

// divides reports whether windows side by side cover what the layers so far give, so that padding adds nothing.
func (b *builder) divides(window, stride int) bool {
	size := b.net.Prepare.Side()
	if len(b.net.Layers) > 0 {
		shapes, err := nets.Shapes(b.net)
		if err != nil {
			return false
		}
		size = shapes[len(shapes)-1].Height
	}
	return window == stride && window > 0 && size%window == 0
}

func (b *builder) normalization(e entry, stored string, last bool) error {
	if eps := e.Config.Epsilon; eps != nil && math.Abs(*eps-nets.BatchNormEpsilon) > 1e-9 {
		return fmt.Errorf("has the epsilon %g, not %g", *eps, nets.BatchNormEpsilon)
	}
	return b.weighted(nets.BatchNorm, e, stored, last)
}
