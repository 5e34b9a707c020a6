package show

import (
	"context"
	"fmt"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// build makes the plan of a point; it is small enough for a search a second.
func build(p hyperband.Point) plan.Plan {
	net := nets.New("dense", nets.Flatten, nets.Dense(p.Int("units")), nets.ReLU, nets.Dense(10))
	return plan.Plan{Net: net, Batch: p.Int("batch"), Validation: 0.2, Seed: 5, Rate: p.Float("rate")}
}

var space = hyperband.Space{hyperband.Int("units", 4, 32), hyperband.Float("rate", 1e-4, 1e-1).Log(),
	hyperband.Choice("batch", 16, 32),
	hyperband.Choice("kind", "relu", "tanh"), hyperband.Bool("deep"), hyperband.Int("more", 4, 8).If("deep", true)}

// Every picture of a search can be drawn, with trials and without.
func TestSearchCharts(t *testing.T) {
	s := studytest.New(t)
	s.Data = data.Synthetic(300, 50, 7)
	schedule, err := hyperband.Hyperband(3, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	search, err := s.Tune(context.Background(), space, build, schedule)
	if err != nil {
		t.Fatal(err)
	}
	_, empty, err := s.TunePlans(hyperband.Space{hyperband.Int("units", 40, 60), space[1], space[2]}, build, schedule)
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []*study.Search{search, empty} {
		for i, item := range (Search{of}).Shown() {
			c := item.(interface {
				PNG() ([]byte, error)
				Text() string
			})
			if png, err := c.PNG(); err != nil || of == search && len(png) < 1000 {
				t.Errorf("chart %d has a picture of %d bytes: %v", i, len(png), err)
			}
			if c.Text() == "" {
				t.Errorf("chart %d has no text", i)
			}
		}
	}
}

func ExampleArithmetic() {
	schedule, err := hyperband.Hyperband(10, 3, 1)
	fmt.Println(Arithmetic(schedule).Text(), err)
	// Output:
	// 30 trials, 120 epochs in all
	// bracket  round  trials  epochs  trained
	// ───────────────────────────────────────
	//       2      0      12  0 → 2        24
	//       2      1       4  2 → 4         8
	//       2      2       2  4 → 10       12
	//       1      0       6  0 → 4        24
	//       1      1       2  4 → 10       12
	//       0      0       4  0 → 10       40
	//     all             30              120 <nil>
}
