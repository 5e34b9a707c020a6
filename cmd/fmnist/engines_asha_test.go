package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var ashaSearch = []string{"tune", "-space", "narrow", "-max-epochs", "4", "-seed", "3", "-schedule", "asha",
	"-trials", "9"}

// ASHA with lists of as many plans as workers, and without lists, a process for each worker as docker/cluster/README.md
// has it: each time the answer is that of a single process.
func TestASHAWithParallel(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two dozen processes")
	}
	needParallel(t)
	newWorkshop(t).agree(t, "parallel", append(ashaSearch, "-workers", "4")...)

	want := single(t, ashaSearch...)
	w := newWorkshop(t)
	cmd := exec.Command("sh", "-c", `seq 3 | parallel -j 3 -n 0 fmnist "$*" -json ">$FMNIST_HOME/asha-{#}.json"`, "sh")
	cmd.Args = append(cmd.Args, ashaSearch...)
	cmd.Env = w.search("parallel").Env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, file := range []string{"asha-1.json", "asha-2.json", "asha-3.json"} {
		out, err := os.ReadFile(filepath.Join(w.home, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := plainly(t, out); got != want {
			t.Errorf("%s: got %s\nwant %s", file, got, want)
		}
	}
}
