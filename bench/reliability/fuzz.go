package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

var (
	fuzzName   = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	executions = regexp.MustCompile(`execs: (\d+)`)
)

// fuzzAll gives every fuzz target of the repository its processor time, on all processors. Targets continue from
// the figures that are there, in rounds, the one with the least time first: an interrupted night is not lost. A
// target that failed gets another round: its input is a test by now.
func (t *trial) fuzzAll() error {
	targets, err := fuzzTargets()
	if err != nil {
		return err
	}
	all, err := kept()
	if err != nil {
		return err
	}
	before := map[string]figure{}
	for _, f := range all["fuzz"].Figures {
		before[f.What] = f
	}
	for _, what := range targets {
		f := before[what]
		f.What = what
		if f.Bad > 0 {
			f.Bad, f.Seconds = 0, min(f.Seconds, t.fuzz.Seconds()-1)
		}
		t.figures = append(t.figures, f)
	}
	for t.ctx.Err() == nil {
		least := &t.figures[0]
		for i := range t.figures {
			if f := &t.figures[i]; f.Bad == 0 && (least.Bad > 0 || f.Seconds < least.Seconds) {
				least = f
			}
		}
		if least.Bad > 0 || least.Seconds >= t.fuzz.Seconds() {
			return nil
		}
		if err := t.fuzzOne(least); err != nil {
			return err
		}
	}
	return t.ctx.Err()
}

// fuzzTargets are "folder FuzzName" of the whole repository, in its order.
func fuzzTargets() (targets []string, err error) {
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range fuzzName.FindAllSubmatch(text, -1) {
			targets = append(targets, filepath.ToSlash(filepath.Dir(path))+" "+string(match[1]))
		}
		return err
	})
	return targets, err
}

// fuzzRound is the longest time by the clock before another target has its turn.
const fuzzRound = 2 * time.Minute

// fuzzOne fuzzes one target for a round. The test binary writes an input that fails into the package's testdata, where
// it becomes a test. Inputs are made smaller in ten tries: left alone, it spends its minute on the first large file.
func (t *trial) fuzzOne(f *figure) error {
	dir, name, _ := strings.Cut(f.What, " ")
	binary, err := t.fuzzBinary(dir)
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	left := t.fuzz - time.Duration(f.Seconds*float64(time.Second))
	cmd := command(binary, "-test.run=^$", "-test.fuzz=^"+name+"$", "-test.fuzzminimizetime=10x",
		"-test.fuzztime="+min(left/time.Duration(runtime.GOMAXPROCS(0))+5*time.Second, fuzzRound).String(),
		"-test.fuzzcachedir="+filepath.Join(cache, "gofmnist-fuzz", dir))
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if t.ctx.Err() != nil {
		return t.ctx.Err() // what an interrupted round did is not counted
	}
	f.Tried = 1
	if err != nil && !late(out.String()) {
		f.Bad = 1
		t.fault("%s in %s: %v: %s", name, dir, err, out.String())
	}
	f.Seconds += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if counts := executions.FindAllStringSubmatch(out.String(), -1); len(counts) > 0 {
		n, _ := strconv.Atoi(counts[len(counts)-1][1])
		f.Inputs += n
	}
	f.Says = fmt.Sprintf("%d inputs, %.1f minutes of processor time", f.Inputs, f.Seconds/60)
	t.progress("%s: %s", f.What, f.Says)
	return t.soFar()
}

// late reports a round that failed without a failing input: Go's runner says so when a worker was busy with a slow one
// when its time was up. What fails is always written to a file or is already in one, and named.
func late(out string) bool {
	return strings.Contains(out, "context deadline exceeded") && !strings.Contains(out, "Failing input written") &&
		!strings.Contains(out, "seed corpus entry")
}

// fuzzBinary builds a package's tests for fuzzing, once, so that building is not taken for fuzzing.
func (t *trial) fuzzBinary(dir string) (string, error) {
	binary := filepath.Join(t.dir, strings.ReplaceAll(dir, "/", "-")+".test")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if out, err := goCommand("test", "-c", "-fuzz", ".", "-o", binary, "./"+dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("the tests in %s cannot be built: %w: %s", dir, err, out)
	}
	return binary, nil
}
