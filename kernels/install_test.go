package kernels

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fake is a machine without tools, so that a kernelspec can be rendered in a millisecond.
var fake = machine{checkout: "/nowhere/it's here", path: []string{"/a b/bin", "/go/bin"}, env: []string{"GOCACHE=/c d"}}

func TestSpecFilesAreWhatJupyterReads(t *testing.T) {
	for _, s := range []Spec{CPU, CUDA} {
		files, err := s.files("/k/"+s.Name, fake)
		if err != nil {
			t.Fatal(err)
		}
		var k struct {
			Argv          []string
			DisplayName   string `json:"display_name"`
			Language      string
			InterruptMode string `json:"interrupt_mode"`
			Env           map[string]string
		}
		if err := json.Unmarshal(files["kernel.json"], &k); err != nil {
			t.Fatal(err)
		}
		if len(k.Argv) != 3 || k.Argv[1] != "/k/"+s.Name+"/launch.sh" || k.Argv[2] != "{connection_file}" {
			t.Errorf("%s: argv %q", s.Name, k.Argv)
		}
		if k.DisplayName != s.DisplayName || k.Language != "go" || k.InterruptMode != "message" {
			t.Errorf("%s: %+v", s.Name, k)
		}
		for name, side := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
			img, err := png.Decode(bytes.NewReader(files[name]))
			if err != nil || img.Bounds().Dx() != side || img.Bounds().Dy() != side {
				t.Errorf("%s: %s is not a %d×%d PNG: %v", s.Name, name, side, side, err)
			}
		}
		if !bytes.HasPrefix(files["logo-svg.svg"], []byte("<svg")) || files["bin/go"] == nil ||
			files["bin/tool"] == nil || files["bin/goimports"] == nil || files["bin/gopls"] == nil || files["bin/cell"] == nil {
			t.Errorf("%s: logo or scripts missing", s.Name)
		}
	}
	if CPU.Env["GOMLX_BACKEND"] == "xla:cuda" || CUDA.Env["GOMLX_BACKEND"] != "xla:cuda" {
		t.Error("only the CUDA kernel may ask for xla:cuda")
	}
}

func TestLauncherQuotesEveryValue(t *testing.T) {
	text, err := fake.launcher()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`checkout='/nowhere/it'\''s here'`,
		`PATH=$here/bin:'/a b/bin':'/go/bin':$PATH`,
		`[ -n "$GOCACHE" ] || export GOCACHE='/c d'`,
	} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("launch.sh lacks the line %s", want)
		}
	}
	if strings.Contains(string(text), "@CHECKOUT@") || strings.Contains(string(text), "@DEFAULTS@") {
		t.Error("launch.sh still has a placeholder")
	}
}

func TestParentFollowsJupyter(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("macOS has no XDG_DATA_HOME")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("JUPYTER_DATA_DIR", "")
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	prefix := filepath.Join(home, "p")
	for _, c := range []struct {
		o    Options
		data string // JUPYTER_DATA_DIR
		want string
	}{
		{Options{}, "", filepath.Join(home, "data", "jupyter", "kernels")},
		{Options{}, filepath.Join(home, "j"), filepath.Join(home, "j", "kernels")},
		{Options{Prefix: prefix}, "", filepath.Join(prefix, "share", "jupyter", "kernels")},
	} {
		t.Setenv("JUPYTER_DATA_DIR", c.data)
		got, err := c.o.parent(t.Context())
		if err != nil || got != c.want {
			t.Errorf("%+v: %s, %v, want %s", c.o, got, err, c.want)
		}
	}
	if _, err := (Options{SysPrefix: true, Prefix: "x"}).parent(t.Context()); err == nil {
		t.Error("both prefixes were accepted")
	}
}

func TestReplaceFolderSwapsTheWholeFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kernels", "k")
	for _, name := range []string{"old.txt", "bin/go"} {
		if err := replaceFolder(dir, map[string][]byte{name: []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "old.txt")); err == nil {
		t.Error("a file of the older install is still there")
	}
	if info, err := os.Stat(filepath.Join(dir, "bin", "go")); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("bin/go is not executable: %v", err)
	}
	left, _ := os.ReadDir(filepath.Dir(dir))
	if len(left) != 1 {
		t.Errorf("temporary folders stay behind: %v", left)
	}
}

func TestInstallSaysWhereItCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := replaceFolder(filepath.Join(file, "k"), nil)
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("the error does not name the place: %v", err)
	}
}

func TestCheckout(t *testing.T) {
	root, err := Checkout("")
	if err != nil || filepath.Base(root) == "kernels" {
		t.Fatalf("from this package: %q, %v", root, err)
	}
	if below, err := Checkout(filepath.Join(root, "kernels", "spec")); err != nil || below != root {
		t.Errorf("from a sub-folder: %q, %v", below, err)
	}
	_, err = Checkout(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "clone https://"+Module) {
		t.Errorf("outside a checkout: %v", err)
	}
}
