package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// asCommand, when set, makes the test binary the command fmnist, for scripts that start processes of it.
const asCommand = "FMNIST_TEST_COMMAND"

func init() {
	if os.Getenv(asCommand) != "" {
		_ = os.Unsetenv(asCommand)
		main()
	}
}

// A search small enough for a test: 10 trials of 2 and 4 epochs.
var smallSearch = []string{"tune", "-space", "narrow", "-max-epochs", "4", "-seed", "3"}

const smallData = "synthetic:1500,100"

// workshop is a folder with a command fmnist that writes down who runs which plan, and the environment of its
// processes.
type workshop struct{ dir, home string }

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	w := workshop{dir: t.TempDir(), home: t.TempDir()}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The shell becomes the command, so its process number is the command's.
	w.script(t, "fmnist", `[ "$1" != run ] || echo "$2 $3" > "`+w.dir+`/$$.pid"
`+asCommand+`=1 exec "`+self+`" "$@"
`)
	return w
}

func (w workshop) script(t *testing.T, name, body string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte("#!/bin/sh\n"+body), 0o755); err != nil {
		t.Fatal(err)
	}
}

// search prepares docker/cluster/search.sh with that engine.
func (w workshop) search(engine string, verb ...string) *exec.Cmd {
	script := filepath.Join("..", "..", "docker", "cluster", "search.sh")
	cmd := exec.Command("sh", append(append([]string{script, engine}, verb...), "-json")...)
	cmd.Env = append(os.Environ(), "FMNIST_HOME="+w.home, "FMNIST_DATA="+smallData, "FMNIST_QUICK=",
		"FMNIST="+filepath.Join(w.dir, "fmnist"),
		"JOBS=4", "POLL=0.1", "PARALLEL_HOME="+w.dir, "PATH="+w.dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return cmd
}

// plain is the one JSON object of some output, without what says who trained it.
func plainly(t *testing.T, out []byte) string {
	t.Helper()
	var answer map[string]any
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("not one JSON object (%v): %s", err, out)
	}
	for _, key := range []string{"leaderboard", "folds", "seeds"} {
		rows, _ := answer[key].([]any)
		for _, row := range rows {
			delete(row.(map[string]any), "stored")
			delete(row.(map[string]any), "cached")
		}
	}
	text, err := json.MarshalIndent(answer, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// single is the answer of one process to the same question.
func single(t *testing.T, verb ...string) string {
	t.Helper()
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_DATA", smallData)
	t.Setenv("FMNIST_QUICK", "")
	code, out, notes := fmnist(t, append(verb, "-json")...)
	if code != 0 {
		t.Fatal(notes)
	}
	return plainly(t, []byte(out))
}
