package fmnist_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist"
)

// elsewhere is a folder for files of an Example, and what removes it.
func elsewhere() (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "fmnist-example-")
	if err != nil {
		panic(err)
	}
	return dir, func() { os.RemoveAll(dir) }
}

// Two more epochs of a run: the log has the earlier one too, each once.
func ExampleLog() {
	logs, remove := elsewhere()
	defer remove()
	plan := base.With(fmnist.Seed(7), fmnist.Epochs(1))
	fmnist.Train(plan)
	longer := fmnist.Train(plan.With(fmnist.Epochs(3)), fmnist.Log("tensorboard:"+logs))
	files, err := filepath.Glob(filepath.Join(logs, longer.Name(), "*", "events.*"))
	fmt.Println(len(files), "event files, training and validation", err)
	raw, err := os.ReadFile(files[0])
	fmt.Println(strings.Count(string(raw), "epoch_loss"), "epochs", err)
	// Output:
	// 2 event files, training and validation <nil>
	// 3 epochs <nil>
}

func ExampleRun_SaveHistory() {
	dir, remove := elsewhere()
	defer remove()
	file := filepath.Join(dir, "run.csv")
	run.SaveHistory(file)
	text, err := os.ReadFile(file)
	header, epochs, _ := strings.Cut(string(text), "\n")
	fmt.Println(header)
	fmt.Println(strings.Count(epochs, "\n"), "epochs", err)
	// Output:
	// epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds,numeric_class
	// 5 epochs <nil>
}

func ExampleSearch_SaveHistory() {
	dir, remove := elsewhere()
	defer remove()
	space := fmnist.Space{fmnist.Int("units", 4, 8)}
	search := fmnist.RandomSearch(space, func(p fmnist.Point) fmnist.Plan {
		net := fmnist.Net("dense", fmnist.Flatten, fmnist.Dense(p.Int("units")), fmnist.ReLU, fmnist.Dense(10))
		return fmnist.Plan{Net: net, Batch: 64, Validation: 0.2, Seed: 5}
	}, 2, 2)
	for _, file := range []string{"trials.csv", "trials.json"} {
		search.SaveHistory(filepath.Join(dir, file))
	}
	text, err := os.ReadFile(filepath.Join(dir, "trials.csv"))
	header, epochs, _ := strings.Cut(string(text), "\n")
	fmt.Println(header)
	fmt.Println(strings.Count(epochs, "\n"), "epochs of 2 trials", err)
	fmt.Println(len(search.SaveHistory("tensorboard:"+dir)), "event files, training and validation of each")
	// Output:
	// trial,run,bracket,round,point.units,epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds,failed
	// 4 epochs of 2 trials <nil>
	// 4 event files, training and validation of each
}

// A network that was a Keras model meanwhile is as good as it was, and can be trained on.
func ExampleImport() {
	dir, remove := elsewhere()
	defer remove()
	file := run.Export(filepath.Join(dir, "small.keras"))[0]
	theirs := fmnist.Import(file, fmnist.Plan{Name: "theirs"})
	fmt.Println(theirs.Plan().Net, theirs.TestAccuracy() == run.TestAccuracy(), theirs.Epochs())
	further := fmnist.Train(theirs.Plan().With(fmnist.Epochs(2)))
	fmt.Println(further.Epochs(), "epochs more", further.TestAccuracy() > 0.5)
	// Output:
	// small (28×28): Conv(4, 5) → ReLU → MaxPool(2) → Conv(6, 3) → ReLU → MaxPool(2) → Flatten → Dense(10) true 0
	// 2 epochs more true
}

// Of an item with several pictures each gets a number in its name.
func ExampleSave_several() {
	dir, remove := elsewhere()
	defer remove()
	both := fmnist.Compare(run, fmnist.Train(base.On(fmnist.Linear)))
	for _, end := range []string{".svg", ".png", ".json"} {
		fmnist.Save(both, filepath.Join(dir, "both"+end))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	fmt.Println(err)
	// Output:
	// both-1.json
	// both-1.png
	// both-1.svg
	// both-2.json
	// both-2.png
	// both-2.svg
	// <nil>
}
