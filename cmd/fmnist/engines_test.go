package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Four workers of GNU parallel, one of them killed in the middle of a trial, find what one process finds.
func TestSearchWithParallelAndAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two dozen processes")
	}
	needParallel(t)
	w := newWorkshop(t)
	cmd := w.search("parallel", smallSearch...)
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
		t.Errorf("no worker was caught in the middle of a trial\n%s", notes.String())
	}
	if got, want := plainly(t, out.Bytes()), single(t, smallSearch...); got != want {
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
			line, _ := os.ReadFile(worker)
			list, number, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
			n, err := strconv.Atoi(number)
			if err != nil {
				continue // the shell has not written the line yet
			}
			plans, err := readList(list)
			if err != nil {
				t.Fatal(err)
			}
			p := plans[n-1]
			if process, err := os.FindProcess(pid); err == nil && between(t, store, p, made) && process.Kill() == nil {
				t.Logf("killed process %d, which trained line %d", pid, n)
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

// needParallel skips a test where there is no GNU parallel.
func needParallel(t *testing.T) {
	t.Helper()
	if version, err := exec.Command("parallel", "--version").Output(); err != nil ||
		!bytes.HasPrefix(version, []byte("GNU parallel")) {
		t.Skip("GNU parallel is not installed (Debian: apt-get install parallel)")
	}
}

// Every verb that prints plans ends, and with the answer of one process.
func TestVerbsWithParallel(t *testing.T) {
	if testing.Short() {
		t.Skip("starts dozens of processes")
	}
	needParallel(t)
	for _, verb := range [][]string{
		{"crossval", "-net", "linear", "-k", "3", "-epochs", "2"},
		{"crossval", "-net", "linear", "-k", "2", "-epochs", "1", "-keep-weights"},
		{"repeat", "-net", "linear", "-seeds", "3", "-epochs", "2"},
	} {
		t.Run(strings.Join(verb, " "), func(t *testing.T) { newWorkshop(t).agree(t, "parallel", verb...) })
	}
}

// The Slurm script gets its part of a round from the array's index; sbatch is played by a shell script, and an array
// may have four tasks.
func TestSearchWithSlurm(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	w := newWorkshop(t)
	w.script(t, "scontrol", `echo "MaxArraySize            = 5"
`)
	w.script(t, "sbatch", `[ "$1" = --wait ] || exit 9
last=${2#--array=1-}
[ "$last" -le 4 ] || exit 7
for i in $(seq 1 "$last"); do SLURM_ARRAY_TASK_ID=$i sh "$4" "$5" "$6" || exit 8; done
`)
	w.agree(t, "slurm", smallSearch...)
}

// A task that is told to stop a minute before its time is up is queued again; one that is cancelled or fails is not.
func TestSlurmTaskIsQueuedAgain(t *testing.T) {
	for code, again := range map[int]bool{130: true, 143: false, 1: false, 0: false} {
		w := newWorkshop(t)
		w.script(t, "fmnist", "exit "+strconv.Itoa(code)+"\n")
		w.script(t, "scontrol", `echo "$@" >"`+w.dir+`/asked"`)
		cmd := exec.Command("sh", filepath.Join("..", "..", "docker", "cluster", "trial.sbatch"), "list", "1")
		cmd.Env = append(os.Environ(), "FMNIST="+filepath.Join(w.dir, "fmnist"), "PATH="+w.dir+":"+os.Getenv("PATH"),
			"SLURM_ARRAY_JOB_ID=7", "SLURM_ARRAY_TASK_ID=2")
		_ = cmd.Run()
		asked, err := os.ReadFile(filepath.Join(w.dir, "asked"))
		if cmd.ProcessState.ExitCode() != code || (err == nil) != again || again && string(asked) != "requeue 7_2\n" {
			t.Errorf("exit code %d became %d, and scontrol was asked %q", code, cmd.ProcessState.ExitCode(), asked)
		}
	}
}

// The Indexed Job is played by a script that starts a pod's command for every index, and kubectl exec by the command
// itself.
func TestSearchWithKubernetes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	w := newWorkshop(t)
	w.script(t, "kubectl", `case $1 in
exec)
    [ "$2 $3 $4" = "-i fmnist-console --" ] || exit 9
    shift 4
    [ "$1" != sh ] || set -- sh -c "$(echo "$3" | sed "s|/shared/|`+w.home+`/|g")"
    exec "$@" ;;
create)
    sed "s|/shared/plans|`+w.home+`/plans|g" > "`+w.dir+`/job.yaml"
    count=$(sed -n 's/^  completions: //p' "`+w.dir+`/job.yaml")
    command=$(sed -n 's/^ *args: \["sh", "-c", "\(.*\)"\]$/\1/p' "`+w.dir+`/job.yaml")
    for i in $(seq 0 $((count - 1))); do JOB_COMPLETION_INDEX=$i sh -c "$command" || exit 8; done
    echo job.batch created ;;
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
	w.agree(t, "kubernetes", smallSearch...)
}

// agree asks with an engine and compares the answer.
func (w workshop) agree(t *testing.T, engine string, verb ...string) {
	t.Helper()
	cmd := w.search(engine, verb...)
	var notes bytes.Buffer
	cmd.Stderr = &notes
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, notes.String())
	}
	if got, want := plainly(t, out), single(t, verb...); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
