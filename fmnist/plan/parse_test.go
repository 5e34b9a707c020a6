package plan

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func TestParse(t *testing.T) {
	text, err := json.Marshal(base.With(EarlyStopping("val_loss", 3), WithAugment(Augment{Flip: true})))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := Parse(bytes.NewReader(text)); err != nil || p.Epochs != 3 || p.EarlyStopping.Patience != 3 ||
		len(p.Net.Layers) != len(tiny.Layers) {
		t.Errorf("%+v, %v", p, err)
	}
	for bad, want := range map[string]string{
		`{"epoch": 3}`:                        `unknown field "epoch"`,
		`{"Epochs": 3}`:                       `"Epochs" in the plan is spelt "epochs"`,
		`{"epochs": 3, "epochs": 4}`:          `"epochs" stands twice in the plan`,
		`{"epochs": 3, "Epochs": 4}`:          `"Epochs" in the plan is spelt "epochs"`,
		`{"net": {"name": "a", "Name": "b"}}`: `"Name" in net is spelt "name"`,
		`{"net": {"layers": [{"kind": "Dense", "units": 10, "units": 20}]}}`: `"units" stands twice in layers`,

		`{"early_stopping": {"Monitor": "loss"}}`: `"Monitor" in early_stopping is spelt "monitor"`,
		`{"epochs": 3} {}`:                        "something follows",
		`{"epochs": "three"}`:                     "cannot unmarshal",
		`[1, 2]`:                                  "cannot unmarshal",
		``:                                        "EOF",
		`{"name": "` + strings.Repeat("x", parseLimit) + `"}`: "more than 1048576 bytes",
	} {
		if _, err := Parse(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", bad, err, want)
		}
	}
}

// Whatever a plan file holds, it is refused with an error or it is a plan that can be counted, scheduled and written
// again.
func FuzzParse(f *testing.F) {
	for _, p := range []Plan{{Net: nets.LeNet5(), Epochs: 2}, base,
		{Net: nets.LeNet1998(), Fold: &Fold{K: 3, Index: 1},
			Schedule: &Schedule{ReduceOnPlateau: &Plateau{Monitor: "val_loss", Factor: 0.5}}},
		{Net: nets.LeNet5Wide(), Validation: 0.5, EarlyStopping: &Stopping{Monitor: "val_loss"}, KeepBest: "loss",
			Start: &Start{}}} {
		text, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse(bytes.NewReader(text))
		if err == nil {
			err = Check(p, 300)
		}
		if err != nil {
			return
		}
		if _, err := nets.Summarize(p.Net); err != nil {
			t.Errorf("a checked network cannot be counted: %v", err)
		}
		if rate := p.RateAt(1.5); rate < 0 || rate != rate {
			t.Errorf("the rate of %+v is %v", p.Schedule, rate)
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := Parse(bytes.NewReader(again)); err != nil || !reflect.DeepEqual(same, p) {
			t.Errorf("written and read again, %+v is %+v, %v", p, same, err)
		}
	})
}

// A plan that an earlier version wrote is the plan that means the same today.
func TestOldPlansAreRead(t *testing.T) {
	old := `{"net":{"name":"n","layers":[{"kind":"Conv","filters":6,"kernel":5,"same":true},{"kind":"MeanPool","window":2},{"kind":"GlobalMax"},
		{"kind":"Dense","units":10}]},"epochs":3,"validation":0.1,"seed":9007199254740993,"early_stop":{"monitor":"val_loss","patience":2},
		"schedule":{"every":2,"factor":0.5}}`
	want := Plan{Net: nets.New("n", nets.Conv(6, 5).Same(), nets.AvgPool(2), nets.GlobalMaxPool, nets.Dense(10))}.
		With(Epochs(3), Validation(0.1), Seed(9007199254740993), EarlyStopping("val_loss", 2), StepDecay(2, 0.5))
	got, err := Parse(strings.NewReader(old))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(bytes.NewReader(text)); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("written and read again: %+v, %v", again, err)
	}
	plateau := `{"net":{"name":"n","layers":null},"schedule":{"plateau":{"monitor":"loss","factor":0.5,"patience":1}}}`
	if got, err := Parse(strings.NewReader(plateau)); err != nil || got.Schedule.ReduceOnPlateau == nil ||
		got.Schedule.ReduceOnPlateau.Factor != 0.5 {
		t.Errorf("%+v, %v", got, err)
	}
}
