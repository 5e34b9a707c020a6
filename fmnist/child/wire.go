package child

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// request is one line down.
type request struct {
	ID     int             `json:"id"`
	Verb   string          `json:"verb,omitempty"`
	Place  *place          `json:"place,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	Cancel bool            `json:"cancel,omitempty"`
}

// reply is one line up.
type reply struct {
	ID    int             `json:"id"`
	Event string          `json:"event,omitempty"`
	End   bool            `json:"end,omitempty"`
	Body  json.RawMessage `json:"body,omitempty"`
	Error string          `json:"error,omitempty"`
	Kind  string          `json:"kind,omitempty"` // of errors that the caller tells apart
}

// Kinds of errors.
const (
	kindCanceled = "canceled" // the context's
	kindLoss     = "loss"     // a *plan.LossError, which the body holds
	kindValue    = "value"    // a figure that is no number cannot be recorded
)

// lossError is a *plan.LossError; its loss is often no number, which JSON has no form for.
type lossError struct {
	Title       string
	Epoch, Step int
	Loss        string
	Rate        float64
}

func packLoss(e *plan.LossError) lossError {
	return lossError{e.Title, e.Epoch, e.Step, strconv.FormatFloat(e.Loss, 'g', -1, 64), e.Rate}
}

func (l lossError) unpack() *plan.LossError {
	loss, err := strconv.ParseFloat(l.Loss, 64)
	if err != nil {
		loss = math.NaN()
	}
	return &plan.LossError{Title: l.Title, Epoch: l.Epoch, Step: l.Step, Loss: loss, Rate: l.Rate}
}

// place says where a job finds its data and leaves its results: the store's folder, how many images of each set, and
// what they must be.
type place struct {
	Store            string `json:"store"`
	Train            int    `json:"train"`
	Test             int    `json:"test"`
	TrainFingerprint string `json:"train_fingerprint"`
	TestFingerprint  string `json:"test_fingerprint"`
}

// The bodies of events that are more than a value of package plan.
type (
	startEvent struct {
		Plan   plan.Plan    `json:"plan"`
		Steps  int          `json:"steps"`
		Before []plan.Epoch `json:"before,omitempty"`
	}
	epochEvent struct {
		Epoch    plan.Epoch `json:"epoch"`
		Messages []string   `json:"messages,omitempty"`
	}
	featuresEvent struct {
		What        string `json:"what"`
		Done, Total int
	}
	downloadEvent struct{ Done, Total int64 }
)

// floats travel as little-endian bytes, to the bit and without a decimal form of each.
type floats []float32

// MarshalJSON implements json.Marshaler.
func (f floats) MarshalJSON() ([]byte, error) {
	raw := make([]byte, 0, 4*len(f))
	for _, x := range f {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return json.Marshal(raw)
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *floats) UnmarshalJSON(b []byte) error {
	var raw []byte
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*f = make(floats, len(raw)/4)
	for i := range *f {
		(*f)[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return nil
}
