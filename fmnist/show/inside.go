package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// sorry is the picture of an error, for the picture methods of a Run, which return none.
func sorry(err error) chart.Chart { return chart.Text{Body: err.Error()} }

// Filters shows the kernels of the first convolution as small pictures: red where a bright pixel raises the output,
// blue where it lowers it, white where it does not matter; each on the scale of its own largest weight, or the
// strongest filter would leave the others white. (Tour, "What it looks for".)
func (r Run) Filters() chart.Chart {
	kernel, side, err := r.firstKernel()
	if err != nil {
		return sorry(err)
	}
	filters := len(kernel) / (side * side)
	pictures := make([]float32, 0, len(kernel))
	for f := range filters { // the kernel is [rows, columns, 1, filters], a picture wants one filter at a time
		for at := range side * side {
			pictures = append(pictures, kernel[at*filters+f])
		}
	}
	title := fmt.Sprintf("%s: the %d filters of the first convolution", r.Plan.Title(), filters)
	return note(r.Study(), chart.Images{Title: title, Side: side, RGB: true, Pixels: chart.Signed(pictures, side*side),
		Columns: gridColumns(filters), Scale: filterScale, Titles: numbers(filters), Bar: "relative"})
}

// numbers counts from 1 to n.
func numbers(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i + 1)
	}
	return out
}

// filterScale enlarges a kernel of 5×5 weights to the size of a garment.
const filterScale = 11

func (r Run) firstKernel() (kernel []float32, side int, err error) {
	for i, l := range r.Plan.Net.Layers {
		if l.Kind != nets.KindConv {
			continue
		}
		if i > 0 || r.Plan.Base != nil {
			break
		}
		weights, err := r.ChosenWeights()
		if err != nil {
			return nil, 0, err
		}
		return weights["conv2d/kernel"], l.Kernel, nil
	}
	return nil, 0, fmt.Errorf("%s has no convolution that sees the images; take a LeNet", r.Plan.Title())
}

// FeatureMaps shows what every convolution makes of one test image: bright where a filter has found what it looks for.
// Each layer has one scale. (Tour, "What it looks for".)
func (r Run) FeatureMaps(image int) chart.Chart {
	c, err := r.featureMaps(image)
	if err != nil {
		return sorry(err)
	}
	return c
}

func (r Run) featureMaps(image int) (chart.Chart, error) {
	if n := r.Study().Data.Test.Len(); image < 0 || image >= n {
		return nil, fmt.Errorf("there is no test image %d; they count from 0 to %d", image, n-1)
	}
	depths := nets.Convolutions(r.Plan.Net)
	if len(depths) == 0 || r.Plan.Base != nil {
		return nil, fmt.Errorf("%s has no convolution that sees the images; take a LeNet", r.Plan.Title())
	}
	one := r.Study().Data.Test.Subset([]int{image})
	row := chart.Row{Title: fmt.Sprintf("%s: test image %d, %s", r.Plan.Title(), image,
		one.ClassNames()[one.Labels[0]]), Columns: 1,
		Charts: []chart.Chart{chart.Images{Side: data.Side, Pixels: one.Images, Scale: 3}}}
	all, err := r.Activations(one.Images, depths)
	if err != nil {
		return nil, err
	}
	for i, a := range all {
		title := fmt.Sprintf("after convolution %d: %d maps of %d×%d", i+1, a.Shape.Channels, a.Shape.Height,
			a.Shape.Width)
		row.Charts = append(row.Charts, maps(title, a.Values, a.Shape))
	}
	return note(r.Study(), row), nil
}

// maps turns activations [rows, columns, channels] into one picture per channel.
func maps(title string, values []float32, s nets.Shape) chart.Images {
	size := s.Height * s.Width
	planes := make([]float32, len(values))
	for at, v := range values {
		planes[at%s.Channels*size+at/s.Channels] = v
	}
	return chart.Images{Title: title, Side: s.Width, Height: s.Height, Pixels: chart.Gray(planes, len(planes)),
		Columns: gridColumns(s.Channels), Titles: numbers(s.Channels)}
}

// gridColumns keeps up to 16 small pictures in two rows and more of them in rows of ten.
func gridColumns(n int) int {
	if n <= 16 {
		return (n + 1) / 2
	}
	return 10
}
