package runs_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// A training loop: look whether it is done, else lock the run and go on behind the epochs that are there.
func Example() {
	home, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(home)
	store, err := runs.Open(home)
	if err != nil {
		log.Fatal(err)
	}
	plan := map[string]any{"net": "lenet5", "batch": 128, "seed": 42} // all but the number of epochs
	id, err := runs.NewID("lenet5", plan, "fingerprint of the data")
	if err != nil {
		log.Fatal(err)
	}
	for _, epochs := range []int{2, 2, 3} {
		if run, err := store.Read(id); err == nil && run.Epochs() >= epochs {
			fmt.Println("nothing to do: from", run.Name()[:6])
			continue
		}
		run, err := store.Acquire(context.Background(), id, plan, func(s string) { fmt.Println(s) })
		if err != nil {
			log.Fatal(err)
		}
		for n := run.Epochs() + 1; n <= epochs; n++ {
			fmt.Println("training epoch", n)
			if err := run.Append(map[string]any{"epoch": n, "loss": 1 / float64(n)}); err != nil {
				log.Fatal(err)
			}
			weights := func(dir string) error {
				return os.WriteFile(filepath.Join(dir, "weights.bin"), []byte{byte(n)}, 0o644)
			}
			if err := run.Save(weights, "last", "best"); err != nil {
				log.Fatal(err)
			}
		}
		run.Update(func(m *runs.Meta) { m.Status = runs.Finished })
		if err := run.Commit(); err != nil {
			log.Fatal(err)
		}
		if err := run.Release(); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// training epoch 1
	// training epoch 2
	// nothing to do: from lenet5
	// training epoch 3
}

func ExampleStore_Cached() {
	home, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(home)
	store, err := runs.Open(home)
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		var answer int
		hit, err := store.Cached(context.Background(), "answer", "the question",
			func(w io.Writer) error { _, err := fmt.Fprintln(w, 6*7); return err },
			func(r io.Reader) error { _, err := fmt.Fscan(r, &answer); return err })
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(answer, hit.FromCache)
	}
	// Output:
	// 42 false
	// 42 true
}
