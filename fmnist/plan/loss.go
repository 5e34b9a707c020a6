package plan

import "fmt"

// LossError says that the loss is no longer a number. The weights of the last finished epoch are kept.
type LossError struct {
	Title       string
	Epoch, Step int // from 1
	Loss, Rate  float64
}

func (e *LossError) Error() string {
	return fmt.Sprintf("%s: the loss became %v in epoch %d at step %d with learning rate %g; lower the rate (Rate: %.3g), the weights of the last finished epoch are kept",
		e.Title, e.Loss, e.Epoch, e.Step, e.Rate, e.Rate/10)
}
