package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

var (
	fuzzName   = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	executions = regexp.MustCompile(`execs: (\d+)`)
)

// fuzzAll runs every fuzz target of the repository for a while, each on one processor.
func (t *trial) fuzzAll() error {
	return filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range fuzzName.FindAllSubmatch(text, -1) {
			if err := t.fuzzOne(filepath.Dir(path), string(match[1])); err != nil {
				return err
			}
		}
		return t.ctx.Err()
	})
}

// fuzzOne fuzzes one target. The toolchain writes an input that fails into the package's testdata, where it becomes a
// test. Inputs are made smaller in ten tries: left alone, the toolchain spends its minute on the first large file.
func (t *trial) fuzzOne(dir, name string) error {
	cmd := goCommand("test", "-run", "^$", "-fuzz", "^"+name+"$", "-fuzztime", t.fuzz.String(), "-fuzzminimizetime", "10x",
		"-parallel", "1", "./"+filepath.ToSlash(dir))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	bad := 0
	if err != nil {
		bad = 1
		t.fault("%s in %s: %v: %s", name, dir, err, out.String())
	}
	seconds := 0.0
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		seconds = float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
	}
	count := "0"
	if all := executions.FindAllStringSubmatch(out.String(), -1); len(all) > 0 {
		count = all[len(all)-1][1]
	}
	t.row(filepath.ToSlash(dir)+" "+name, 1, bad, fmt.Sprintf("%s inputs, %.1f minutes of processor time", count,
		seconds/60))
	return nil
}
