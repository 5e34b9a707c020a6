package hyperband_test

import (
	"fmt"
	"log"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
)

// The search of report 2 with a made-up score. The arithmetic is shown before anything runs.
func Example() {
	space := hyperband.Space{
		hyperband.Int("CONV_1_FILTER", 32, 64),
		hyperband.Choice("KERNEL_1_FILTER", 3, 5),
		hyperband.Float("DROPOUT_1", 0, 0.5).Step(0.05).Default(0.25),
		hyperband.Float("learning_rate", 1e-4, 1e-2).Log(),
	}
	schedule, err := hyperband.Hyperband(10, 3, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(schedule)
	search, err := hyperband.New(space, schedule, hyperband.Options{Seed: 42})
	if err != nil {
		log.Fatal(err)
	}
	for trial, ok := search.Next(); ok; trial, ok = search.Next() {
		score, err := hyperband.Build(trial.Point, func(p hyperband.Point) float64 {
			return 0.8 + 0.01*float64(trial.ToEpoch) - p.Float("DROPOUT_1")/10
		})
		if err := search.Report(trial.ID, score, err); err != nil {
			log.Fatal(err)
		}
	}
	best, _ := search.Best()
	fmt.Printf("best: trial %s, trained to epoch %d, dropout %v\n", best.ID, best.ToEpoch, best.Point["DROPOUT_1"])
	// Output:
	// bracket  round  trials  epochs     trained
	// 2            0      12  0 → 2           24
	// 2            1       4  2 → 4            8
	// 2            2       2  4 → 10          12
	// 1            0       6  0 → 4           24
	// 1            1       2  4 → 10          12
	// 0            0       4  0 → 10          40
	// all                 30                 120
	// best: trial 0016, trained to epoch 10, dropout 0
}

// Many machines: everything in Ready can be trained at the same time, and the order of the reports does not matter.
func ExampleSearch_Ready() {
	schedule, err := hyperband.SuccessiveHalving(4, 4, 2)
	if err != nil {
		log.Fatal(err)
	}
	search, err := hyperband.New(hyperband.Space{hyperband.Int("units", 1, 100)}, schedule, hyperband.Options{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for trials := search.Ready(); len(trials) > 0; trials = search.Ready() {
		fmt.Println(len(trials), "at the same time:")
		for _, trial := range trials {
			fmt.Printf("%s: %v units, epochs %d to %d, after %q\n", trial.ID, trial.Point["units"], trial.FromEpoch,
				trial.ToEpoch, trial.Parent)
			if err := search.Report(trial.ID, trial.Point.Float("units"), nil); err != nil {
				log.Fatal(err)
			}
		}
	}
	// Output:
	// 4 at the same time:
	// 0000: 14 units, epochs 0 to 1, after ""
	// 0001: 96 units, epochs 0 to 1, after ""
	// 0002: 24 units, epochs 0 to 1, after ""
	// 0003: 63 units, epochs 0 to 1, after ""
	// 2 at the same time:
	// 0004: 96 units, epochs 1 to 2, after "0001"
	// 0005: 63 units, epochs 1 to 2, after "0003"
	// 1 at the same time:
	// 0006: 96 units, epochs 2 to 4, after "0004"
}

// ASHA on one worker: as soon as three trials have a score the best of them goes on, while the first round is still
// being filled.
func ExampleASHA() {
	schedule, err := hyperband.ASHA(9, 9, 3)
	if err != nil {
		log.Fatal(err)
	}
	search, err := hyperband.New(hyperband.Space{hyperband.Int("units", 1, 100)}, schedule, hyperband.Options{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for trial, ok := search.Next(); ok; trial, ok = search.Next() {
		fmt.Printf("%s: %v units, epochs %d to %d\n", trial.ID, trial.Point["units"], trial.FromEpoch, trial.ToEpoch)
		if err := search.Report(trial.ID, trial.Point.Float("units"), nil); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// 0000: 14 units, epochs 0 to 1
	// 0001: 96 units, epochs 0 to 1
	// 0002: 24 units, epochs 0 to 1
	// 0010: 96 units, epochs 1 to 3
	// 0003: 63 units, epochs 0 to 1
	// 0004: 80 units, epochs 0 to 1
	// 0005: 33 units, epochs 0 to 1
	// 0013: 80 units, epochs 1 to 3
	// 0006: 23 units, epochs 0 to 1
	// 0007: 47 units, epochs 0 to 1
	// 0008: 58 units, epochs 0 to 1
	// 0012: 63 units, epochs 1 to 3
	// 0019: 96 units, epochs 3 to 9
}

func ExampleSpace_Summary() {
	fmt.Print(hyperband.Space{
		hyperband.Choice("KERNEL_1_FILTER", 3, 5),
		hyperband.Float("learning_rate", 1e-4, 1e-2).Log(),
	}.Summary())
	// Output:
	// Search space summary
	// Default search space size: 2
	// KERNEL_1_FILTER (Choice)
	// {'default': 3, 'conditions': [], 'values': [3, 5], 'ordered': True}
	// learning_rate (Float)
	// {'default': 0.0001, 'conditions': [], 'min_value': 0.0001, 'max_value': 0.01, 'step': None, 'sampling': 'log'}
}
