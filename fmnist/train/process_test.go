package train

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// childStore, when set, makes the test binary train base in that store and print its result: a second process for the
// tests.
const childStore = "FMNIST_TEST_STORE"

func TestMain(m *testing.M) {
	dir := os.Getenv(childStore)
	if dir == "" {
		os.Exit(m.Run())
	}
	st, err := runs.Open(dir)
	epochs, epochsErr := strconv.Atoi(os.Getenv("FMNIST_TEST_EPOCHS"))
	if err != nil || epochsErr != nil {
		os.Exit(3)
	}
	r, err := run(context.Background(), Trainer{Store: st}, base.With(plan.Epochs(epochs)))
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(4)
	}
	_ = json.NewEncoder(os.Stdout).Encode(childResult{r.EpochsTrained, r.TestLoss, r.History[len(r.History)-1].Loss})
}

type childResult struct {
	Trained        int
	TestLoss, Loss float64
}

func child(dir string, epochs int) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childStore+"="+dir, "FMNIST_TEST_EPOCHS="+strconv.Itoa(epochs))
	return cmd
}

// Two processes asked for the same plan at once: one trains, both answer the same numbers.
func TestTwoProcessesOneRun(t *testing.T) {
	st := store(t)
	var outputs [2]strings.Builder
	var commands [2]*exec.Cmd
	for i := range commands {
		commands[i] = child(st.Dir(), 6)
		commands[i].Stdout = &outputs[i]
		if err := commands[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	var results [2]childResult
	for i, cmd := range commands {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(outputs[i].String()), &results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if results[0].Trained+results[1].Trained != 6 {
		t.Errorf("%d and %d epochs trained, want 6 by one of them", results[0].Trained, results[1].Trained)
	}
	if results[0].TestLoss != results[1].TestLoss || results[0].Loss != results[1].Loss {
		t.Errorf("different answers: %+v", results)
	}
}

// A run killed without warning continues from its last epoch and ends with the numbers of an undisturbed one.
func TestKilledRunContinues(t *testing.T) {
	const epochs = 40 // long enough to be hit in the middle
	st := store(t)
	cmd := child(st.Dir(), epochs)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := base.With(plan.Epochs(epochs))
	id, err := plan.ID(p, drawn)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if run, err := st.Read(id); err == nil && run.Epochs() >= 3 {
			break
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says that it was killed
	run, err := st.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	done := run.Epochs()
	if done < 3 || done >= epochs {
		t.Skipf("the kill hit epoch %d of %d; nothing to see", done, epochs)
	}
	r := mustRun(t, st, p)
	if r.EpochsTrained != epochs-done {
		t.Errorf("%d epochs were done, %d trained afterwards, want %d in all", done, r.EpochsTrained, epochs)
	}
	same(t, r, mustRun(t, store(t), p))
}
