package data_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Drawn garments stand in for the data only when they are asked for by name.
func ExampleLoad() {
	cache, _ := os.MkdirTemp("", "example")
	defer os.RemoveAll(cache)
	d, err := data.Load(context.Background(), data.Options{Dir: "synthetic:100,50", Cache: cache})
	fmt.Println(d.Train.Len(), d.Test.Len(), d.Synthetic, err)
	fmt.Println(data.Names[d.Train.Labels[0]] != "")
	// Output:
	// 100 50 true <nil>
	// true
}

// NumPy counts the pictures that occur more than once, pandas the rows that repeat
// an earlier one.
func ExampleSet_Duplicates() {
	s := data.Synthetic(10, 0, 1).Train.Subset([]int{0, 1, 0, 0, 2})
	s.Labels[3]++ // the same picture under another label
	fmt.Printf("%+v\n", s.Duplicates(data.ByImage))
	fmt.Printf("%+v\n", s.Duplicates(data.ByRow))
	fmt.Println(s.DuplicateGroups(data.ByImage), s.Dedupe(data.ByRow).Len())
	// Output:
	// {Groups:1 Extra:2}
	// {Groups:1 Extra:1}
	// [[0 2 3]] 4
}

func ExampleDataset_Audit() {
	d := data.Synthetic(20, 10, 1)
	d.Test = d.Train.Take(3) // a leak
	a := d.Audit()
	fmt.Println(a.Train.Images, a.Train.Missing, a.Across)
	// Output: {0 0} 0 {3 3}
}

func ExampleSet_Sample() {
	s := data.Synthetic(1000, 0, 1).Train
	fmt.Println(s.Sample(6, 42).Labels, s.Sample(3, 42).Labels)
	// Output: [9 6 6 4 9 6] [9 6 6]
}
