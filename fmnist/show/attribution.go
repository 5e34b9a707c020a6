package show

import (
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
)

// Attribution shows what the network looks at in test images, a row each: the image with its class, the saliency map
// and the Grad-CAM map for the class that it is taken for, the latter over the image. Each map has its own scale.
// Networks without a convolution have no Grad-CAM map.
func (r Run) Attribution(images ...int) chart.Chart {
	c, err := r.attribution(images)
	if err != nil {
		return sorry(err)
	}
	return c
}

func (r Run) attribution(images []int) (chart.Chart, error) {
	test := r.Study().Data.Test
	if len(images) == 0 {
		return nil, errors.New("say which test images are meant: Attribution(0, 12) is the first one and number 12")
	}
	for _, image := range images {
		if image < 0 || image >= test.Len() {
			return nil, fmt.Errorf("there is no test image %d; they count from 0 to %d", image, test.Len()-1)
		}
	}
	if r.Plan.Base != nil {
		return nil, fmt.Errorf("%s sees features of %s and no images; take a LeNet", r.Plan.Title(), r.Plan.Base.Network)
	}
	set := test.Subset(images)
	all, err := r.Attributions(set.Images)
	if err != nil {
		return nil, err
	}
	grid := looked(r.Plan.Title())
	for i, a := range all {
		title := fmt.Sprintf("test image %d\n%s", images[i], set.ClassNames()[set.Labels[i]])
		grid = withRow(grid, title, set.Image(i), a, set.ClassNames()[a.Class])
	}
	return note(r.Study(), grid), nil
}

// Attribution shows what the network looks at in the picture: as Run.Attribution does in test images.
func (p Prediction) Attribution() chart.Chart {
	a, err := p.Prediction.Attribution()
	if err != nil {
		return sorry(err)
	}
	return note(p.Study(), withRow(looked(p.Run), p.File, p.Own.Pixels, a, p.Study().Data.ClassNames()[a.Class]))
}

// looked is the grid of the maps, without a row yet.
func looked(network string) chart.Images {
	const scale = 5 // three columns of 140 pixels
	return chart.Images{Title: network + ": what it looks at", Side: data.Side, RGB: true, Columns: 3, Scale: scale}
}

// withRow adds an image and its maps, for the class that it is taken for.
func withRow(grid chart.Images, title string, image []uint8, a execute.Attribution, taken string) chart.Images {
	for _, v := range image {
		grid.Pixels = append(grid.Pixels, v, v, v)
	}
	grid.Titles = append(grid.Titles, title, fmt.Sprintf("saliency\n%s, %.0f %%", taken, 100*a.Probability))
	grid.Pixels = append(grid.Pixels, chart.Sequential(a.Saliency, 0, nil)...)
	if a.GradCAM == nil {
		grid.Columns = 2
		return grid
	}
	grid.Titles = append(grid.Titles, "Grad-CAM\n"+taken)
	grid.Pixels = append(grid.Pixels, chart.Sequential(a.GradCAM, 0, image)...)
	return grid
}
