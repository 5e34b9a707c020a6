package nb

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

// plotlyMIME is the form VS Code, Colab, nbviewer and JupyterLab with Plotly's extension draw interactively. Others
// pass over it and show the PNG of the same bundle; HTML with a script would leave them with nothing.
const plotlyMIME = "application/vnd.plotly.v1+json"

// ShowInteractive shows charts that can be zoomed and read point by point, where the viewer is able to, and as Show
// does where it is not. A chart that has no interactive form is shown as usual. The notebook grows by the chart's data:
// 60,000 points are about 2 MB.
func ShowInteractive(items ...any) error {
	var errs []error
	for _, item := range flatten(items, 0) {
		i, ok := item.(chart.Interactive)
		c, isChart := item.(chart.Chart)
		k := kernel()
		if !ok || !isChart || k == nil {
			errs = append(errs, showOne(item))
			continue
		}
		b, err := picture(c)
		fig, figErr := figure(i)
		if figErr == nil {
			b.data[plotlyMIME] = fig
		}
		errs = append(errs, err, figErr, k.send(b, ""))
	}
	return errors.Join(errs...)
}

// figure returns the Plotly figure as the plain values that the pipe's encoding knows.
func figure(i chart.Interactive) (any, error) {
	b, err := i.Plotly()
	if err != nil {
		return nil, err
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("nb: the chart's Plotly form is not a JSON object: %w", err)
	}
	return withoutNil(v), nil
}

// withoutNil replaces null, which gob cannot send inside lists, by an empty string, which Plotly takes for a gap as
// well.
func withoutNil(v any) any {
	switch x := v.(type) {
	case nil:
		return ""
	case []any:
		for i := range x {
			x[i] = withoutNil(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = withoutNil(x[k])
		}
	}
	return v
}
