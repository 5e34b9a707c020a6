package kfold_test

import (
	"fmt"
	"log"

	"github.com/gofmnist/gofmnist/fmnist/kfold"
)

func ExamplePlain() {
	folds, err := kfold.Plain(7, 3, false, 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, fold := range folds {
		fmt.Println("test", fold.Test, "train", fold.Train)
	}
	// Output:
	// test [0 1 2] train [3 4 5 6]
	// test [3 4] train [0 1 2 5 6]
	// test [5 6] train [0 1 2 3 4]
}

func ExampleStratified() {
	labels := []string{"shoe", "shoe", "bag", "bag", "shoe", "shoe"}
	folds, err := kfold.Stratified(labels, 2, false, 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, fold := range folds {
		fmt.Println(fold.Test)
	}
	// Output:
	// [0 1 2]
	// [3 4 5]
}

// Folds of sorted samples lack whole classes unless they are shuffled or stratified.
func ExampleGaps() {
	labels := []int{0, 0, 1, 1}
	folds, err := kfold.Plain(4, 2, false, 0)
	if err != nil {
		log.Fatal(err)
	}
	gaps, err := kfold.Gaps(folds, labels)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(gaps[0])
	// Output:
	// fold 1 has no sample of class 0 to train on (2 in all), so it cannot learn that class
}
