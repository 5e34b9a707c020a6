package runs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// finish trains a run to so many epochs and lets it go.
func finish(t *testing.T, s Store, name string, epochs int, status Status) {
	t.Helper()
	run := acquire(t, s, name, nil)
	train(t, run, epochs-run.Epochs())
	run.Update(func(m *Meta) { m.Status = status })
	if err := run.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := run.Release(); err != nil {
		t.Fatal(err)
	}
}

func merge(t *testing.T, into, from Store) (added []string, said string) {
	t.Helper()
	var all []string
	added, err := into.Merge(from, func(sentence string) { all = append(all, sentence) })
	if err != nil {
		t.Fatal(err)
	}
	return added, strings.Join(all, "\n")
}

func TestMergeTakesWhatIsFinishedAndLonger(t *testing.T) {
	here, there := testStore(t), testStore(t)
	finish(t, here, "both", 2, Finished)
	finish(t, there, "both", 5, Finished)
	finish(t, here, "longer-here", 4, Finished)
	finish(t, there, "longer-here", 3, Finished)
	finish(t, there, "fresh", 1, Finished)
	finish(t, there, "failed", 2, Failed)
	finish(t, there, "stopped", 2, Training)
	added, said := merge(t, here, there)
	want := []string{testID("both").String(), testID("failed").String(), testID("fresh").String()}
	if slices.Sort(added); !slices.Equal(added, want) || said != "" {
		t.Errorf("added %v, want %v; %s", added, want, said)
	}
	for name, epochs := range map[string]int{"both": 5, "longer-here": 4, "fresh": 1, "failed": 2} {
		run := acquire(t, here, name, nil) // checks every file
		if err := consistent(run); err != nil || run.Epochs() != epochs {
			t.Errorf("%s has %d epochs, want %d; %v", name, run.Epochs(), epochs, err)
		}
		if err := run.Release(); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, here, "both", 6, Finished) // a run that was copied goes on
	if added, _ := merge(t, here, there); len(added) != 0 {
		t.Errorf("a second time copied %v", added)
	}
	if left, err := filepath.Glob(filepath.Join(here.Dir(), tempPrefix+"*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestMergeIntoAnEmptyStoreFromAReadOnlyOne(t *testing.T) {
	here, there := testStore(t), testStore(t)
	finish(t, there, "lenet5", 2, Finished)
	if err := os.RemoveAll(filepath.Join(there.Dir(), locksName)); err != nil {
		t.Fatal(err)
	}
	if added, said := merge(t, here, there); len(added) != 1 || said != "" {
		t.Errorf("added %v; %s", added, said)
	}
	if _, err := os.Stat(filepath.Join(there.Dir(), locksName)); err == nil {
		t.Error("the other store was written to")
	}
}

func TestMergeLeavesDamagedAndBusyRuns(t *testing.T) {
	here, there := testStore(t), testStore(t)
	finish(t, there, "altered", 2, Finished)
	finish(t, there, "busy", 2, Finished)
	files, err := filepath.Glob(filepath.Join(there.Dir(), "altered-*", snapshotsName, "*", "weights.bin"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if err := os.WriteFile(file, []byte("other"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	acquire(t, here, "busy", nil)
	added, said := merge(t, here, there)
	if len(added) != 0 || !strings.Contains(said, "weights.bin") || !strings.Contains(said, "being trained here") {
		t.Errorf("added %v; %s", added, said)
	}
	if _, err := here.Read(testID("altered")); err == nil {
		t.Error("an altered run was taken in")
	}
	if _, err := here.Merge(here, nil); err == nil || !strings.Contains(err.Error(), "this store itself") {
		t.Errorf("a store merged with itself: %v", err)
	}
}
