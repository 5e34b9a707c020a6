package build

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// What Cell returns to the script around go: the status the front ends with.
const (
	Built  = 0 // the program is there
	Plain  = 3 // let the go command build
	Record = 4 // let the go command build, with Tool before its tools, which keeps a plan
)

// folder is where plans lie: one folder each, named by its key, and these files.
type folder string

// in is the folder of plans in the front's folder.
func in(front string) folder { return folder(filepath.Join(front, "build")) }

func (f folder) plan(key string) string { return filepath.Join(string(f), key) }

// next is the folder of the plan that is being made.
func (f folder) next() string { return filepath.Join(string(f), "next") }

// sum names the file that says what the cell's program was built from.
func (f folder) sum() string { return filepath.Join(string(f), "sum") }

// nextSum becomes sum when the go command has built with Tool; the script moves it.
func (f folder) nextSum() string { return filepath.Join(string(f), "next-sum") }

// Cell builds the package in the working directory as the program out+".bin" with a plan kept in the front's folder,
// and returns one of the statuses above. It prints nothing.
func Cell(front, out string) int {
	f := in(front)
	before, _ := os.ReadFile(f.sum())
	_ = os.Remove(f.sum())
	_ = os.Remove(f.nextSum())
	dir, err := os.Getwd()
	if err != nil {
		return Plain
	}
	s, err := read(dir, out)
	if err != nil {
		return Plain
	}
	if err := f.build(s, string(before)); err != nil {
		return f.expect(s)
	}
	if err := os.WriteFile(f.sum(), []byte(s.Sum), 0o600); err != nil {
		return Plain
	}
	return Built
}

// build builds s with its plan, unless the program is there and before says that it is of s. The plan goes if something
// is not as it was, which is found out while the compiler works.
func (f folder) build(s source, before string) error {
	p, err := load(f.plan(s.Key))
	if err != nil {
		return err
	}
	fresh := make(chan error, 1)
	go func() { fresh <- p.fresh() }()
	_, err = os.Stat(s.Out + ".bin")
	there := err == nil && before == s.Sum
	err = nil
	if !there {
		err = p.Compile.run(s.Dir)
	}
	if stale := <-fresh; stale != nil {
		return errors.Join(stale, os.RemoveAll(f.plan(s.Key)))
	}
	if there || err != nil {
		return err
	}
	return p.link(s)
}

// begun is a source that the go command is about to build.
type begun struct {
	Source source
	Time   time.Time
}

// expect prepares Tool for a build of s.
func (f folder) expect(s source) int {
	_ = os.RemoveAll(f.next())
	if err := os.MkdirAll(f.next(), 0o700); err != nil {
		return Plain
	}
	text, err := json.Marshal(begun{s, time.Now()})
	if err != nil {
		return Plain
	}
	if err := os.WriteFile(filepath.Join(f.next(), "begun.json"), text, 0o600); err != nil {
		return Plain
	}
	return Record
}
