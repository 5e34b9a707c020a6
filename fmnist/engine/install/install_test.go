package install

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wheel writes a wheel of these files and returns how it is known.
func wheel(t *testing.T, folder, project, version string, files map[string]string) Wheel {
	t.Helper()
	path := filepath.Join(folder, strings.ReplaceAll(project, "-", "_")+"-"+version+"-py3-none-any.whl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	info := strings.ReplaceAll(project, "-", "_") + "-" + version + ".dist-info/"
	all := map[string]string{info + "METADATA": "Metadata-Version: 2.1\nName: " + project + "\nVersion: " +
		version + "\n",
		info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n", info + "RECORD": ""}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	return Wheel{project, version, int64(len(raw)), hex.EncodeToString(sum[:])}
}

// needsPip skips where there is no pip, and in short tests.
func needsPip(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("pip takes a second for each of its calls")
	}
	for _, python := range []string{os.Getenv("FMNIST_PYTHON"), "python3"} {
		if python != "" && exec.Command(python, "-m", "pip", "--version").Run() == nil {
			return
		}
	}
	t.Skip("no Python with pip here")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

func TestInstallCPU(t *testing.T) {
	needsPip(t)
	home, from := t.TempDir(), t.TempDir()
	t.Setenv("FMNIST_HOME", home)
	w := wheel(t, from, "some-plugin", "1.0", map[string]string{"some_plugin/lib.so": "new",
		"some_plugin-1.0.dist-info/licenses/LICENSE": "free", "some_plugin/__init__.py": ""})
	s := Source{Name: "some", Plugin: "some_plugin/lib.so", Wheels: []Wheel{w}}
	path, err := Install(t.Context(), s, Options{From: from})
	if err != nil {
		t.Fatal(err)
	}
	if path != filepath.Join(home, "xla", "pjrt_c_api_cpu_plugin.so") || read(t, path) != "new" {
		t.Errorf("installed %s", path)
	}
	read(t, filepath.Join(home, "xla", "licences", "some_plugin-LICENSE"))
	left, _ := os.ReadDir(filepath.Join(home, "xla"))
	if len(left) != 3 { // plugin, licences, install.lock
		t.Errorf("left over: %v", left)
	}

	// A wheel with another checksum changes nothing.
	s.Wheels[0].SHA256 = strings.Repeat("0", 64)
	if _, err := Install(t.Context(), s, Options{From: from}); err == nil ||
		!strings.Contains(err.Error(), "SHA-256 differs") {
		t.Errorf("another file: %v", err)
	}
	s.Wheels[0].Version = "2.0"
	if _, err := Install(t.Context(), s, Options{From: from}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a missing wheel: %v", err)
	}
	if read(t, path) != "new" {
		t.Error("the plugin before is gone")
	}
}

// A CUDA installation keeps libraries and programs, links ptxas, and goes on where it was stopped.
func TestInstallCUDA(t *testing.T) {
	needsPip(t)
	home, from := t.TempDir(), t.TempDir()
	t.Setenv("FMNIST_HOME", home)
	first := wheel(t, from, "some-cuda", "1.0", map[string]string{"jax_plugins/x/xla_cuda_plugin.so": "plugin"})
	second := wheel(t, from, "nvidia-some", "13.0",
		map[string]string{"nvidia/cu13/bin/ptxas": "assembler", "nvidia/cu13/lib/libx.so.13": "library",
			"nvidia/cu13/include/x.h": "header", "nvidia/cu13/lib/libx.a": "static"})
	s := Source{Name: "some", Plugin: "jax_plugins/x/xla_cuda_plugin.so", Driver: 1, Wheels: []Wheel{first, second}}
	hidden := filepath.Join(t.TempDir(), "away")
	name := filepath.Join(from, "nvidia_some-13.0-py3-none-any.whl")
	if err := os.Rename(name, hidden); err != nil {
		t.Fatal(err)
	}
	if _, err := Install(t.Context(), s, Options{From: from}); err == nil {
		t.Fatal("a wheel is missing and nothing is said")
	}
	if err := errors.Join(os.Rename(hidden, name),
		os.Remove(filepath.Join(from, "some_cuda-1.0-py3-none-any.whl"))); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(home, "xla", ".staged-killed"), 0o755); err != nil {
		t.Fatal(err)
	}
	path, err := Install(t.Context(), s, Options{From: from}) // the first wheel is there already
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "xla", "nvidia")
	if path != filepath.Join(dir, "pjrt_c_api_cuda_plugin.so") || read(t, path) != "plugin" ||
		read(t, filepath.Join(dir, "bin", "ptxas")) != "assembler" {
		t.Errorf("installed %s", path)
	}
	if info, err := os.Stat(filepath.Join(dir, "bin", "ptxas")); err != nil || info.Mode()&0o111 == 0 {
		t.Error("ptxas cannot be executed")
	}
	read(t, filepath.Join(dir, "cu13", "lib", "libx.so.13"))
	for _, gone := range []string{"cu13/include", "cu13/lib/libx.a"} {
		if _, err := os.Stat(filepath.Join(dir, gone)); err == nil {
			t.Errorf("%s is not needed", gone)
		}
	}
	for _, gone := range []string{"wheels", ".staged-killed"} {
		if _, err := os.Stat(filepath.Join(home, "xla", gone)); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
}

func TestInstallStops(t *testing.T) {
	needsPip(t)
	t.Setenv("FMNIST_HOME", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Install(ctx, Sources()[0], Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestUnpackStaysInside(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	wheel(t, from, "evil", "1.0", map[string]string{"nvidia/../../evil": "x"})
	err := unpack(filepath.Join(from, "evil-1.0-py3-none-any.whl"), filepath.Join(to, "in"), Source{})
	if err == nil || !strings.Contains(err.Error(), "leads out") {
		t.Errorf("got %v", err)
	}
}

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		name   string
		driver int
		want   string
	}{{"cuda", 600, "cuda13"}, {"cuda", 550, "cuda12"}, {"cuda", 470, ""}, {"cuda", 0, ""}, {"nonsense", 0, ""},
		{"cuda12", 0, "cuda12"}} {
		s, err := Named(c.name, c.driver)
		if !Sources()[4].Here() && c.want != "" {
			t.Skip("CUDA is for linux/amd64")
		}
		if (err == nil) != (c.want != "") || err == nil && s.Name != c.want {
			t.Errorf("%s with driver %d: %s, %v", c.name, c.driver, s.Name, err)
		}
	}
}

// Every wheel is written down whole, and the CUDA 13 list is that of the image.
func TestSources(t *testing.T) {
	image := read(t, filepath.Join("..", "..", "..", "docker", "cuda", "requirements.txt"))
	for _, s := range Sources() {
		for _, w := range s.Wheels {
			if len(w.SHA256) != 64 || w.Size <= 0 || w.Project == "" || w.Version == "" {
				t.Errorf("%s: %+v", s.Name, w)
			}
			if s.Name == "cuda13" && !strings.Contains(image, w.Project+"=="+w.Version+"\n") {
				t.Errorf("%s is not in docker/cuda/requirements.txt", w)
			}
		}
	}
}

func TestCompiler(t *testing.T) {
	t.Setenv("CC", "no-such-compiler")
	if s := Compiler(t.Context()); !strings.Contains(s, "install") || strings.Contains(s, "\n") {
		t.Errorf("got %q", s)
	}
}

func TestDriverVersion(t *testing.T) {
	for text, want := range map[string]int{"580.65.06\n": 580,
		"NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12": 535, "": 0, "nothing": 0} {
		if got := major([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
