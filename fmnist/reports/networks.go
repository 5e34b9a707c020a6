package reports

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Images that the reports send through a frozen network: in every epoch those that train and those that validate.
const (
	perEpoch     = 60000
	everyImage   = 70000 // training and test images, whose features are computed once
	reportEpochs = 10
)

// secondsPerEpoch are the seconds that report 1 needed; report 2 does not say.
var secondsPerEpoch = map[string]string{"vgg16": "620 s", "resnet50": "197 s"}

// Networks is what each pretrained network costs without its weights being at hand: layers, parameters, operations for
// one image of 32×32, and the time for all images once and for ten epochs the reports' way, at Speed.
func Networks() (chart.Table, error) {
	t := chart.Table{Title: "Frozen networks at 32×32", Align: "lrrrrrrr",
		Note: "times at 2·10¹¹ operations a second, VGG16's on two cores; small kernels run slower",
		Header: []string{"", "layers", "parameters", "features", "10⁶ operations an image", "all images once",
			"ten epochs, the reports' way", "report, an epoch"}}
	for _, b := range backbone.Backbones() {
		operations, err := perImage(b)
		if err != nil {
			return t, err
		}
		total, _, err := b.Parameters("")
		if err != nil {
			return t, err
		}
		out, err := b.Output(backbone.MinSide, backbone.MinSide)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, []string{b.Title, fmt.Sprint(len(b.Layers)), fmt.Sprint(total),
			fmt.Sprint(out.Channels * out.Height * out.Width),
			fmt.Sprintf("%.1f", operations/1e6), text.Duration(operations * everyImage / Speed),
			text.Duration(operations * perEpoch * reportEpochs / Speed), secondsPerEpoch[b.Name]})
	}
	return t, nil
}

// perImage are the multiplications and additions for one image of 32×32: each number of a kernel is used once per
// place.
func perImage(b backbone.Backbone) (float64, error) {
	shapes, err := b.Shapes(backbone.MinSide, backbone.MinSide)
	if err != nil {
		return 0, err
	}
	sum := 0
	for i, specs := range b.Weights() {
		for _, spec := range specs {
			if len(spec.Shape) > 1 { // a kernel, and no bias or norm
				sum += 2 * spec.Size() * max(shapes[i].Height, 1) * max(shapes[i].Width, 1)
			}
		}
	}
	return float64(sum), nil
}
