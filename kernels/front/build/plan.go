package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// plan is how cells with one set of imports are built, and what has to be as it was for that.
type plan struct {
	Compile, Link command
	Watched       watched
	Sum           string           // Watched's sum
	Exports       map[string]int64 // the packages in Go's build cache, with their sizes
}

// command is a run of compile or link. Its paths in the go command's temporary folder are moved into the plan's.
type command struct {
	Args, Env []string
}

const planFile = "plan.json"

// load reads the plan in a folder.
func load(dir string) (plan, error) {
	var p plan
	text, err := os.ReadFile(filepath.Join(dir, planFile))
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil && (len(p.Compile.Args) == 0 || len(p.Link.Args) == 0 || p.Sum == "") {
		err = errors.New("half a plan")
	}
	return p, err
}

// save writes the plan into a folder; the file is whole or not there.
func (p plan) save(dir string) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	temporary := filepath.Join(dir, planFile+".new")
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, filepath.Join(dir, planFile))
}

// fresh returns an error if something is not as it was.
func (p plan) fresh() error {
	for path, size := range p.Exports {
		if info, err := os.Stat(path); err != nil || info.Size() != size {
			return fmt.Errorf("%s is gone", path)
		}
	}
	sum, _, err := p.Watched.sum()
	if err == nil && sum != p.Sum {
		err = errors.New("the sources have changed")
	}
	return err
}

// link links what was compiled of s, as s.Out+".bin".
func (p plan) link(s source) error {
	// A name of the go command's for the program would have it take this one for its own, and not build again.
	args := slices.Clone(p.Link.Args)
	for i, a := range args {
		if strings.HasPrefix(a, "-buildid=") {
			args[i] = "-buildid=fmnist-" + s.Sum
		}
	}
	linked := s.Out + ".linking"
	if !set(args, "-o", linked) {
		return errPlain
	}
	if err := (command{args, p.Link.Env}).run(s.Dir); err != nil {
		return err
	}
	return os.Rename(linked, s.Out+".bin")
}

// run runs the command, which has to be silent: the go command would show what it prints.
func (c command) run(dir string) error {
	var out bytes.Buffer
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Dir, cmd.Env = dir, c.Env
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return err
	}
	if out.Len() > 0 {
		return errPlain
	}
	return nil
}

// set gives a flag of args another value.
func set(args []string, flag, value string) bool {
	i := slices.Index(args, flag)
	if i < 0 || i+1 >= len(args) {
		return false
	}
	args[i+1] = value
	return true
}

// get is the value of a flag of args, "" if there is none.
func get(args []string, flag string) string {
	i := slices.Index(args, flag)
	if i < 0 || i+1 >= len(args) {
		return ""
	}
	return args[i+1]
}
