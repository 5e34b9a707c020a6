package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// The data of the plans whose footprint is compared.
const footprintTraining, footprintTest = 8000, 1000

// footprintPlans are of many shapes: small and wide, kernels and stock operations, optimizers with and without moments.
func footprintPlans() map[string]plan.Plan {
	lenet, _ := nets.Named("lenet5")
	wide, _ := nets.Named("lenet5-wide")
	classic, _ := nets.Named("lenet5-1998")
	dense := nets.New("dense", nets.Flatten, nets.Dense(4000), nets.ReLU, nets.Dense(4000), nets.ReLU, nets.Dense(10))
	deep := nets.New("deep", nets.Conv(64, 3), nets.ReLU, nets.Conv(64, 3), nets.ReLU, nets.MaxPool(2), nets.Flatten,
		nets.Dense(128),
		nets.ReLU, nets.Dense(10))
	norm := nets.New("norm", nets.Conv(32, 3), nets.BatchNorm, nets.ReLU, nets.Dropout(0.3), nets.MaxPool(2),
		nets.Flatten, nets.Dense(256),
		nets.BatchNorm, nets.ReLU, nets.Dense(10))
	tanh := nets.New("tanh", nets.Conv(32, 5), nets.Tanh, nets.AvgPool(2), nets.Conv(64, 5), nets.Tanh, nets.AvgPool(2),
		nets.Flatten,
		nets.Dense(512), nets.Sigmoid, nets.Dense(10))
	return map[string]plan.Plan{
		"1 linear classifier, batch 64":    {Net: nets.New("linear", nets.Flatten, nets.Dense(10)), Batch: 64},
		"2 LeNet-5, batch 128":             {Net: lenet, Batch: 128, Validation: 0.1},
		"3 LeNet-5, batch 4096":            {Net: lenet, Batch: 4096, Validation: 0.1},
		"4 LeNet-5 of 1998, batch 512":     {Net: classic, Batch: 512, Validation: 0.1},
		"5 wide LeNet-5, batch 128":        {Net: wide, Batch: 128, Validation: 0.1},
		"6 two dense layers of 4000, Adam": {Net: dense, Batch: 128},
		"7 two dense layers of 4000, SGD": {Net: dense, Batch: 128,
			Optimizer: &plan.Optimizer{Kind: plan.KindSGD}},
		"8 two convolutions of 64, batch 512":       {Net: deep, Batch: 512, Validation: 0.1},
		"9 batch normalization, batch 256":          {Net: norm, Batch: 256, Validation: 0.1},
		"10 tanh, sigmoid, mean pooling, batch 512": {Net: tanh, Batch: 512, Validation: 0.1},
	}
}

// unseenPlans had no part in fitting the factors of package footprint: what they are off by is what to expect of
// others.
func unseenPlans() (map[string]plan.Plan, error) {
	strided := nets.New("strided", nets.Conv(16, 5), nets.ReLU, nets.Conv(48, 5), nets.Sigmoid, nets.MaxPool(2),
		nets.Flatten, nets.Dense(300), nets.Tanh, nets.Dense(10))
	global := nets.New("global", nets.Conv(24, 3), nets.ReLU, nets.MaxPool(2), nets.Conv(96, 3), nets.BatchNorm, nets.ReLU,
		nets.GlobalAvgPool, nets.Dense(10))
	layers := nets.New("layers", nets.Flatten, nets.Dense(2000), nets.ReLU, nets.Dropout(0.4), nets.Dense(1000), nets.ReLU,
		nets.Dense(10))
	best, err := nets.Named("lenet5-best")
	if err != nil {
		return nil, err
	}
	head, err := study.Head("squeezenet", nets.Flatten, nets.Dense(10))
	if err != nil {
		return nil, err
	}
	if head, err = study.WithWeights(head, frozenWeights); err != nil {
		return nil, err
	}
	return map[string]plan.Plan{
		"11 not fitted: ReLU, sigmoid, tanh, batch 200": {Net: strided, Batch: 200, Validation: 0.1},
		"12 not fitted: global mean, batch 300":         {Net: global, Batch: 300, Validation: 0.1},
		"13 not fitted: dense layers, momentum": {Net: layers, Batch: 256,
			Optimizer: &plan.Optimizer{Kind: plan.KindSGD, Momentum: 0.9}},
		"14 not fitted: the best LeNet, batch 1000":      {Net: best, Batch: 1000},
		"15 not fitted: a head on SqueezeNet, batch 128": {Net: head.Net, Base: &head.Base, Batch: 128},
	}, nil
}

// footprints compares what package footprint expects of plans with the peak that was measured.
func (t *trial) footprints() error {
	const allowed = 0.3
	t.data = fmt.Sprintf("synthetic:%d,%d", footprintTraining, footprintTest)
	defer func() { t.data = drawn }()
	plans := footprintPlans()
	unseen, err := unseenPlans()
	if err != nil {
		return err
	}
	maps.Copy(plans, unseen)
	for i := 1; i <= len(plans); i++ {
		for name, p := range plans {
			if number := 0; func() bool { _, err := fmt.Sscan(name, &number); return err != nil || number != i }() {
				continue
			}
			p.Epochs, p.Seed = 1, 1
			if err := t.footprint(name, p, allowed); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *trial) footprint(name string, p plan.Plan, allowed float64) error {
	expected, err := footprint.Of(p, footprintTraining, footprintTest)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	home, err := t.home()
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	path := filepath.Join(home, "plan.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return err
	}
	a := t.do(home, "run", path)
	if a.code != 0 {
		return fmt.Errorf("%s: exit %d: %s", name, a.code, a.last())
	}
	measured, bad := float64(a.peakKB)*1024, 0
	if off := expected.Total()/measured - 1; math.Abs(off) > allowed {
		bad = 1
		t.fault("%s: estimated %.0f MB, measured %.0f MB", name, expected.Total()/1e6, measured/1e6)
	}
	t.row(name, 1, bad, fmt.Sprintf("estimated %.0f MB, measured %.0f MB: %+.0f %%", expected.Total()/1e6, measured/1e6,
		100*(expected.Total()/measured-1)))
	return nil
}
