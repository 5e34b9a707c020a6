package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// DiagnosisTable is a diagnosis in figures.
func DiagnosisTable(name string, d metrics.Diagnosis) chart.Table {
	return chart.Table{Title: name, Header: []string{"sign", "value", "healthy"}, Align: "lrl", Rows: [][]string{
		{"feature spread (standard deviation / mean |value|)", text.Four(d.Spread), "above 0.05"},
		{"dead ReLU units of the first dense layer", fmt.Sprintf("%.1f %%", 100*d.Dead), "below half"},
		{"entropy of a prediction (nats; blind guessing is 2.3026)", text.Four(d.Entropy), "well below 2.3"},
		{"spread of the predictions over the images", text.Four(d.Varies), "above 0.001"},
	}}
}
