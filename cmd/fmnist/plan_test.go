package main

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Whatever a plan file holds, it is refused with an error or it is a plan that can be counted, scheduled and written again.
func FuzzPlan(f *testing.F) {
	for _, p := range []plan.Plan{{Net: nets.LeNet5(), Epochs: 2}, study.BestPlan(),
		{Net: nets.LeNet1998(), Fold: &plan.Fold{K: 3, Index: 1}, Schedule: &plan.Schedule{Plateau: &plan.Plateau{Monitor: "val_loss", Factor: 0.5}}},
		{Net: nets.LeNet5Wide(), Validation: 0.5, EarlyStop: &plan.EarlyStop{Monitor: "val_loss"}, KeepBest: "loss", Start: &plan.Start{}}} {
		text, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parsePlan(text)
		if err == nil {
			err = p.Check(300)
		}
		if err != nil {
			return
		}
		if _, err := p.Net.Summarize(); err != nil {
			t.Errorf("a checked network cannot be counted: %v", err)
		}
		if rate := p.RateAt(1.5); rate < 0 || rate != rate {
			t.Errorf("the rate of %+v is %v", p.Schedule, rate)
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := parsePlan(again); err != nil || !reflect.DeepEqual(same, p) {
			t.Errorf("written and read again, %+v is %+v, %v", p, same, err)
		}
	})
}
