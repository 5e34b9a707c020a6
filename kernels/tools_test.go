package kernels

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestToolsAreThePinnedVersions(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command in PATH")
	}
	root, err := Checkout("")
	if err != nil {
		t.Fatal(err)
	}
	want, err := pinned(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kernelTools {
		path, err := exec.LookPath(k.name())
		if err != nil || !isVersion(path, k, want[k.module]) {
			t.Skipf("%s %s is not in PATH (go install tool puts it into GOBIN)", k.name(), want[k.module])
		}
		if isVersion(path, k, "v0.0.0") {
			t.Errorf("%s was taken for another version", k.name())
		}
	}
	dirs, err := Tools(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gonb", "goimports", "gopls", "go"} {
		if !holds(dirs, name) {
			t.Errorf("no %s in %q", name, dirs)
		}
	}
}

func holds(dirs []string, program string) bool {
	for _, d := range dirs {
		if _, err := exec.LookPath(filepath.Join(d, program)); err == nil {
			return true
		}
	}
	return false
}
