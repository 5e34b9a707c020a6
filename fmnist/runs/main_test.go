package runs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the other process of a test: see child.
func TestMain(m *testing.M) {
	if role := os.Getenv("RUNS_TEST_CHILD"); role != "" {
		if err := childRoles[role](os.Getenv("RUNS_TEST_STORE")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childRoles are what a second process can be asked to do in a store.
var childRoles = map[string]func(store string) error{
	"train": func(dir string) error { return trainSlowly(dir, 3, 20*time.Millisecond) },
	"loop":  func(dir string) error { return trainSlowly(dir, 1<<30, 0) },
	"small": valueOnSmallDisk,
	"value": func(dir string) error {
		hit, err := slowValue(dir, 100*time.Millisecond)
		fmt.Println("cached:", hit.FromCache)
		return err
	},
}

// child prepares a second process.
func child(t *testing.T, role, store string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "RUNS_TEST_CHILD="+role, "RUNS_TEST_STORE="+store)
	return cmd
}

// epoch is a record as the training package would write it.
type epoch struct {
	Epoch int     `json:"epoch"`
	Loss  float64 `json:"loss"`
}

// trainSlowly is a training loop: it continues after the epochs that are there, and checks what it finds.
func trainSlowly(dir string, epochs int, pause time.Duration) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	run, err := s.Acquire(context.Background(), testID("lenet5"), map[string]int{"seed": 1}, func(string) {})
	if err != nil {
		return err
	}
	defer run.Release()
	if err := consistent(run); err != nil {
		return err
	}
	trained := 0
	for n := run.Epochs() + 1; n <= epochs; n++ {
		time.Sleep(pause)
		if err := run.Append(epoch{n, 1 / float64(n)}); err != nil {
			return err
		}
		slots := []string{"last"}
		if n%2 == 0 {
			slots = append(slots, "best")
		}
		if n%5 == 0 {
			slots = append(slots, fmt.Sprintf("epoch-%04d", n%20))
		}
		if err := run.Save(writeWeights(n), slots...); err != nil {
			return err
		}
		trained++
	}
	run.Update(func(m *Meta) { m.Status = Finished })
	fmt.Println("trained:", trained)
	return run.Commit()
}

// writeWeights writes files whose content tells the epoch.
func writeWeights(n int) func(dir string) error {
	return func(dir string) error {
		if err := os.MkdirAll(filepath.Join(dir, "adam"), 0o755); err != nil {
			return err
		}
		text := strings.Repeat(fmt.Sprintf("epoch %d\n", n), 2000)
		if err := os.WriteFile(filepath.Join(dir, "weights.bin"), []byte(text), 0o644); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "adam", "moments.bin"), []byte(text), 0o644)
	}
}

// consistent reports a run whose history and slots do not belong together.
func consistent(run *Run) error {
	for i, line := range run.History() {
		var record epoch
		if err := json.Unmarshal(line, &record); err != nil || record.Epoch != i+1 {
			return fmt.Errorf("record %d is %s", i+1, line)
		}
	}
	slots := run.Slots()
	if run.Epochs() > 0 && slots["last"] != run.Epochs() {
		return fmt.Errorf("last is of epoch %d after %d records", slots["last"], run.Epochs())
	}
	for slot := range slots {
		dir, ok, err := run.Slot(slot)
		n := run.Slots()[slot] // of the moment: a run that is only read may be a newer one now
		if err != nil || !ok {
			return fmt.Errorf("slot %s: %v: %w", slot, ok, err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "weights.bin"))
		if err != nil || !strings.HasPrefix(string(text), fmt.Sprintf("epoch %d\n", n)) {
			return fmt.Errorf("slot %s of epoch %d holds %.10q: %w", slot, n, text, err)
		}
	}
	return nil
}

// testID returns the ID of a run of that name.
func testID(name string) ID {
	id, err := NewID(name, map[string]any{"name": name})
	if err != nil {
		panic(err)
	}
	return id
}

// testStore returns an empty store.
func testStore(t *testing.T) Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "runs"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// acquire locks the run of testID(name); what Acquire says is added to said.
func acquire(t *testing.T, s Store, name string, said *[]string) *Run {
	t.Helper()
	run, err := s.Acquire(context.Background(), testID(name), name, func(sentence string) {
		if said != nil {
			*said = append(*said, sentence)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Release() })
	return run
}

// train adds epochs to a run as trainSlowly does.
func train(t *testing.T, run *Run, epochs int) {
	t.Helper()
	for range epochs {
		n := run.Epochs() + 1
		if err := run.Append(epoch{n, 1}); err != nil {
			t.Fatal(err)
		}
		if err := run.Save(writeWeights(n), "last"); err != nil {
			t.Fatal(err)
		}
	}
}
