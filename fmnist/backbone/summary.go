package backbone

import "github.com/gofmnist/gofmnist/fmnist/nets"

// Summary is Keras' model.summary() of the network for an input of height × width × 3, as if the layers from the named
// one on were unfrozen ("" for none). It prints as a table and marshals to JSON.
func (b Backbone) Summary(height, width int, from string) (nets.Summary, error) {
	shapes, err := b.Shapes(height, width)
	if err != nil {
		return nets.Summary{}, err
	}
	s := nets.Summary{Name: b.Name}
	for i, specs := range b.Weights() {
		row := nets.Row{Name: b.Layers[i].Name, Type: string(b.Layers[i].Kind), Shape: dims(shapes[i])}
		for _, spec := range specs {
			row.Params += spec.Size()
		}
		s.Layers = append(s.Layers, row)
	}
	s.Total, s.Trainable, err = b.Parameters(from)
	s.NonTrainable = s.Total - s.Trainable
	return s, err
}

// Row is the network as one line in the summary of a model that starts with it, as Keras shows a nested model:
// head.Summary().Frozen([]nets.Row{row}, row.Params) gives the reports' totals.
func (b Backbone) Row(height, width int) (nets.Row, error) {
	out, err := b.Output(height, width)
	if err != nil {
		return nets.Row{}, err
	}
	total, _, err := b.Parameters("")
	return nets.Row{Name: b.Name, Type: "Functional", Shape: dims(out), Params: total}, err
}

func dims(s Shape) []int {
	if s.Height == 0 {
		return []int{s.Channels}
	}
	return []int{s.Height, s.Width, s.Channels}
}
