package show

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Log are Keras' lines of every epoch, with what its callbacks had to say, and the test at the end.
func (r Run) Log() chart.Chart {
	var lines []string
	for i, e := range r.History {
		lines = append(lines, fmt.Sprintf("Epoch %d/%d", i+1, max(r.Plan.Epochs, len(r.History))), plan.Line(e))
		lines = append(lines, plan.Messages(r.Plan, r.History[:i+1])...)
	}
	if r.Tested {
		lines = append(lines, fmt.Sprintf("Test - loss: %.4f - accuracy: %.4f", r.TestLoss, r.TestAccuracy))
	}
	return note(r.Study(), chart.Text{Title: r.Plan.Title(), Body: strings.Join(lines, "\n")})
}
