//go:build unix

package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// pupil is the command as a user who may not write what the teacher owns.
type pupil struct {
	fmnist, home string
	user         *syscall.Credential
}

func newPupil(t *testing.T) pupil {
	t.Helper()
	dir, err := os.MkdirTemp("", "pupil-") // t.TempDir lies in a folder that other users cannot enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p := pupil{fmnist: filepath.Join(dir, "fmnist"), home: filepath.Join(dir, "home")}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", self, p.fmnist).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Mkdir(p.home, 0o755); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		const nobody = 65534
		p.user = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(p.home, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// run is a command with the store in home.
func (p pupil) run(home string, args ...string) (code int, out map[string]any, notes string) {
	cmd := exec.Command(p.fmnist, append(args, "-json")...)
	cmd.Dir = p.home
	cmd.Env = append(os.Environ(), asCommand+"=1", "HOME="+p.home, "FMNIST_HOME="+home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.user}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	text, _ := cmd.Output()
	_ = json.Unmarshal(text, &out) // a command that fails prints none
	return cmd.ProcessState.ExitCode(), out, stderr.String()
}

// sealed lists what is below a folder, after taking everybody's right to write it.
func sealed(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		list = append(list, path+" "+info.ModTime().String())
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o755) })
		return os.Chmod(path, info.Mode().Perm()&^0o222)
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

var lesson = []string{"train", "-net", "linear", "-epochs", "2"}

// What the teacher trained answers in every pupil's home, and what a pupil trains stays there.
func TestTeachersRunsForAClass(t *testing.T) {
	drawn(t)
	p, teacher := newPupil(t), filepath.Join(t.TempDir(), "teacher")
	share(t, teacher)
	t.Setenv("FMNIST_HOME", teacher)
	trained := object(t, trainKeys, lesson...)
	object(t, nil, "crossval", "-net", "linear", "-epochs", "1", "-k", "2")
	before := sealed(t, teacher)

	if code, out, notes := p.run(p.home, "runs", "merge", teacher); code != 0 || len(out["copied"].([]any)) != 3 {
		t.Fatalf("merge: exit %d, %v: %s", code, out, notes)
	}
	answer := func(home string) {
		t.Helper()
		code, out, notes := p.run(home, lesson...)
		if code != 0 || out["cached"] != true || out["test_accuracy"] != trained["test_accuracy"] {
			t.Errorf("exit %d, %v: %s", code, out, notes)
		}
	}
	answer(p.home)
	own := append(slices.Clone(lesson), "-seed", "77")
	if code, out, notes := p.run(p.home, own...); code != 0 || out["cached"] != false || out["epochs_trained"] != 2. {
		t.Errorf("a run of the pupil's own: exit %d, %v: %s", code, out, notes)
	}
	if code, out, notes := p.run(p.home, own...); code != 0 || out["cached"] != true {
		t.Errorf("the same again: exit %d, %v: %s", code, out, notes)
	}

	// The teacher's home as it is: it answers too, and says in one sentence why it takes no more.
	answer(teacher)
	code, _, notes := p.run(teacher, own...)
	if code != 1 || strings.Count(notes, "\n") != 1 || !strings.Contains(notes, "set FMNIST_HOME to a folder that can") {
		t.Errorf("exit %d, said:\n%s", code, notes)
	}
	if after := sealed(t, teacher); !slices.Equal(before, after) {
		t.Errorf("the teacher's folder was changed:\n%s\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// share lets other users enter a folder of t.TempDir.
func share(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for outer := filepath.Dir(dir); outer != os.TempDir() && outer != filepath.Dir(outer); outer = filepath.Dir(outer) {
		if err := os.Chmod(outer, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
