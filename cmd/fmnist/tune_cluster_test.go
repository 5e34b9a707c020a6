package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/runs"
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
var smallSearch = []string{"-space", "narrow", "-max-epochs", "4", "-seed", "3"}

const smallData = "synthetic:1500,100"

// workshop is a folder with a command fmnist that writes down who runs which plan, and the environment of its processes.
type workshop struct{ dir, home string }

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	w := workshop{dir: t.TempDir(), home: t.TempDir()}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The shell becomes the command, so its process number is the command's.
	w.script(t, "fmnist", `[ "$1" != run ] || echo "$2" > "`+w.dir+`/$$.pid"
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
func (w workshop) search(engine string) *exec.Cmd {
	script := filepath.Join("..", "..", "docker", "cluster", "search.sh")
	cmd := exec.Command("sh", append(append([]string{script, engine}, smallSearch...), "-json")...)
	cmd.Env = append(os.Environ(), "FMNIST_HOME="+w.home, "FMNIST_DATA="+smallData, "FMNIST_QUICK=", "FMNIST="+filepath.Join(w.dir, "fmnist"),
		"JOBS=4", "POLL=0.1", "PARALLEL_HOME="+w.dir, "PATH="+w.dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return cmd
}

// board is the leaderboard in the last JSON object of some output.
func board(t *testing.T, out []byte) (rows []tunedRow) {
	t.Helper()
	var result tuned
	if err := json.Unmarshal(out[bytes.LastIndexByte(bytes.TrimSpace(out), '\n')+1:], &result); err != nil {
		t.Fatalf("no leaderboard (%v) in %s", err, out)
	}
	for _, row := range result.Leaderboard {
		row.Stored = true
		rows = append(rows, row)
	}
	return rows
}

// single is the leaderboard of the same search in one process.
func single(t *testing.T) string {
	t.Helper()
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_DATA", smallData)
	t.Setenv("FMNIST_QUICK", "")
	code, out, notes := fmnist(t, append(append([]string{"tune"}, smallSearch...), "-json")...)
	if code != 0 {
		t.Fatal(notes)
	}
	return asText(t, board(t, []byte(out)))
}

func asText(t *testing.T, rows []tunedRow) string {
	t.Helper()
	text, err := json.MarshalIndent(rows, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Four workers of GNU parallel, one of them killed in the middle of a trial, find what one process finds.
func TestSearchWithParallelAndAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two dozen processes")
	}
	if version, err := exec.Command("parallel", "--version").Output(); err != nil || !bytes.HasPrefix(version, []byte("GNU parallel")) {
		t.Skip("GNU parallel is not installed (Debian: apt-get install parallel)")
	}
	w := newWorkshop(t)
	cmd := w.search("parallel")
	var out, notes bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	killed := w.kill(t, done)
	if err := <-done; err != nil {
		t.Fatalf("%v\n%s", err, notes.String())
	}
	if !killed {
		t.Errorf("no worker was caught in the middle of a trial\n%s", out.String())
	}
	if got, want := asText(t, board(t, out.Bytes())), single(t); got != want {
		t.Errorf("got %s\nwant %s\n%s", got, want, notes.String())
	}
}

// kill ends a worker without warning when its run has some epochs of its trial but not all.
func (w workshop) kill(t *testing.T, done chan error) bool {
	t.Helper()
	made, err := data.Load(t.Context(), data.Options{Dir: smallData, Cache: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	store, err := runs.Open(filepath.Join(w.home, "runs"))
	if err != nil {
		t.Fatal(err)
	}
	for len(done) == 0 {
		workers, err := filepath.Glob(filepath.Join(w.dir, "*.pid"))
		if err != nil {
			t.Fatal(err)
		}
		for _, worker := range workers {
			pid, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(worker), ".pid"))
			if err != nil {
				t.Fatal(err)
			}
			path, _ := os.ReadFile(worker)
			text, err := os.ReadFile(strings.TrimSpace(string(path)))
			if err != nil {
				continue // the shell has not written the line yet
			}
			p, err := plan.Parse(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if process, err := os.FindProcess(pid); err == nil && between(t, store, p, made) && process.Kill() == nil {
				t.Logf("killed process %d, which trained %s", pid, path)
				return true
			}
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// between reports whether a plan's run is in the middle of its epochs.
func between(t *testing.T, store runs.Store, p plan.Plan, d data.Dataset) bool {
	t.Helper()
	id, err := plan.ID(p, d)
	if err != nil {
		t.Fatal(err)
	}
	run, err := store.Read(id)
	return err == nil && run.Epochs() > 0 && run.Epochs() < p.Epochs
}

// The Slurm script gets its part of a round from the array's index; sbatch is played by a shell script.
func TestSearchWithSlurm(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	w := newWorkshop(t)
	w.script(t, "sbatch", `[ "$1" = --wait ] || exit 9
last=${2#--array=0-}
for i in $(seq 0 "$last"); do SLURM_ARRAY_TASK_ID=$i sh "$3" "$4" || exit 8; done
`)
	w.agree(t, "slurm")
}

// The Indexed Job is played by a script that starts a pod's command for every index, and kubectl exec by the command itself.
func TestSearchWithKubernetes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	w := newWorkshop(t)
	w.script(t, "kubectl", `case $1 in
exec)
    [ "$2 $3" = "fmnist-console --" ] || exit 9
    shift 3
    exec "$@" ;;
create)
    sed "s|/shared/plans|`+w.home+`/plans|g" > "`+w.dir+`/job.yaml"
    count=$(sed -n 's/^  completions: //p' "`+w.dir+`/job.yaml")
    command=$(sed -n 's/^ *args: \["sh", "-c", "\(.*\)"\]$/\1/p' "`+w.dir+`/job.yaml")
    for i in $(seq 0 $((count - 1))); do JOB_COMPLETION_INDEX=$i sh -c "$command" || exit 8; done ;;
get) echo SuccessCriteriaMet Complete ;;
esac
`)
	// The pods' /shared is this home.
	self := filepath.Join(w.dir, "fmnist")
	if err := os.Rename(self, self+"-inner"); err != nil {
		t.Fatal(err)
	}
	w.script(t, "fmnist", `for a; do
    shift
    case $a in /shared/*) a="`+w.home+`/${a#/shared/}" ;; esac
    set -- "$@" "$a"
done
exec "`+self+`-inner" "$@"
`)
	w.agree(t, "kubernetes")
}

// agree runs the search with an engine and compares its leaderboard.
func (w workshop) agree(t *testing.T, engine string) {
	t.Helper()
	cmd := w.search(engine)
	var notes bytes.Buffer
	cmd.Stderr = &notes
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, notes.String())
	}
	if got, want := asText(t, board(t, out)), single(t); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
