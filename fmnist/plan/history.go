package plan

import "math"

// Epoch is one line of a history. The training figures are running means with dropout on and moving weights, as in
// Keras, so they may lie below the validation figures early on. Without validation images the val_ figures are absent.
type Epoch struct {
	Epoch       int      `json:"epoch"` // from 1
	Loss        float64  `json:"loss"`
	Accuracy    float64  `json:"accuracy"`
	ValLoss     *float64 `json:"val_loss,omitempty"`
	ValAccuracy *float64 `json:"val_accuracy,omitempty"`
	Seconds     float64  `json:"seconds"` // validation included
	// TrainSeconds is the part without validation, as ms per step are counted.
	TrainSeconds float64 `json:"train_seconds"`
	Steps        int     `json:"steps"`
	Rate         float64 `json:"rate"` // learning rate of the epoch's last step
	// Class is the numeric class that the epoch was trained on, such as "go/kernels": epochs of one class are the same
	// to the last bit everywhere. Two of them, joined by "+", are those of an epoch that was interrupted and went on
	// elsewhere.
	Class string `json:"class,omitempty"`
}

// Figure is the value of a monitor ("val_loss"); NaN where the epoch has none.
func (e Epoch) Figure(monitor string) float64 {
	switch monitor {
	case "loss":
		return e.Loss
	case "accuracy":
		return e.Accuracy
	case "val_loss":
		return value(e.ValLoss)
	case "val_accuracy":
		return value(e.ValAccuracy)
	}
	return math.NaN()
}

func value(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// History is Keras' History.history: one list per figure.
type History struct {
	Loss        []float64 `json:"loss"`
	Accuracy    []float64 `json:"accuracy"`
	ValLoss     []float64 `json:"val_loss,omitempty"`
	ValAccuracy []float64 `json:"val_accuracy,omitempty"`
}

// Columns turns epochs into lists.
func Columns(epochs []Epoch) History {
	var h History
	for _, e := range epochs {
		h.Loss = append(h.Loss, e.Loss)
		h.Accuracy = append(h.Accuracy, e.Accuracy)
		if e.ValLoss != nil {
			h.ValLoss = append(h.ValLoss, *e.ValLoss)
			h.ValAccuracy = append(h.ValAccuracy, *e.ValAccuracy)
		}
	}
	return h
}
