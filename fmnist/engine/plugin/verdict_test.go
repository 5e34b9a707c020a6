package plugin

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTryBroken: files that are no plugins cost a sentence, not the process.
func TestTryBroken(t *testing.T) {
	if !Linked {
		t.Skip("this program is built without -tags xla")
	}
	t.Setenv("FMNIST_HOME", t.TempDir())
	dir := t.TempDir()
	write := func(name, content string) Plugin {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return At(path)
	}
	library, err := filepath.Glob("/lib*/*/libm.so.6")
	cases := map[string]Plugin{"empty": write("empty.so", ""), "text": write("text.so", "hello"), "folder": At(dir),
		"missing": At(filepath.Join(dir, "no"))}
	if err == nil && len(library) > 0 {
		cases["another library"] = At(library[0])
	}
	for name, p := range cases {
		if v := Try(p, false); v.Broken == "" || strings.Contains(v.Broken, "\n") {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestTryWithoutDevice builds a plugin that loads and gives no client, as XLA's CUDA plugin on a machine without a
// device. It is not broken, and the verdict is not kept: a device may be there next time.
func TestTryWithoutDevice(t *testing.T) {
	if !Linked {
		t.Skip("this program is built without -tags xla")
	}
	t.Setenv("FMNIST_HOME", t.TempDir())
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/gomlx/go-xla").Output()
	if err != nil {
		t.Skip("go does not say where go-xla is: ", err)
	}
	include := filepath.Join(strings.TrimSpace(string(module)), "pjrt")
	for message, want := range map[string]string{
		"No visible GPU devices.":             "loads, but there is no visible GPU",
		"CUDA_ERROR_NO_DEVICE: none":          "loads, but there is no visible GPU",
		"CUDA driver version is insufficient": "loads, but there is no usable device (CUDA driver version is insufficient)",
	} {
		path := filepath.Join(t.TempDir(), "pjrt_c_api_cuda_plugin.so")
		build := exec.Command("cc", "-shared", "-fPIC", "-DMESSAGE="+strconv.Quote(message), "-I"+include, "-o", path,
			filepath.Join("testdata", "nodevice.c"))
		if out, err := build.CombinedOutput(); err != nil {
			t.Skipf("the plugin cannot be built: %v %s", err, out)
		}
		v := Try(At(path), false)
		if v.Problem() != want || v.Broken != "" {
			t.Errorf("%q: %q, %+v", message, v.Problem(), v)
		}
		if len(verdicts()) > 0 {
			t.Errorf("%q: the verdict is kept", message)
		}
		if err := os.Truncate(path, 1000); err != nil {
			t.Fatal(err)
		}
		if v := Try(At(path), false); !strings.HasPrefix(v.Problem(), "is broken: ") {
			t.Errorf("%q, cut off: %q", message, v.Problem())
		}
		if len(verdicts()) != 1 {
			t.Errorf("%q, cut off: %d verdicts are kept", message, len(verdicts()))
		}
		t.Setenv("FMNIST_HOME", t.TempDir())
	}
}

// working is a plugin of this machine, or the test is skipped.
func working(t *testing.T) Plugin {
	t.Helper()
	if !Linked {
		t.Skip("this program is built without -tags xla")
	}
	for _, p := range Find() {
		if p.Is("cpu") {
			return p
		}
	}
	t.Skip("no XLA plugin for the CPU here; fmnist xla install cpu gets one")
	return Plugin{}
}

// TestTryCutOff cuts a plugin off: loading such a file is a bus error.
func TestTryCutOff(t *testing.T) {
	p := working(t)
	t.Setenv("FMNIST_HOME", t.TempDir())
	from, err := os.Open(p.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	short := filepath.Join(t.TempDir(), "pjrt_c_api_cpu_plugin.so")
	to, err := os.Create(short)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(to, from, 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	if v := Try(At(short), false); v.Broken == "" {
		t.Errorf("got %+v", v)
	} else {
		t.Log(v.Broken)
	}
}

// TestVerdictIsKept tries a plugin once; the second answer comes from the file, until the plugin changes.
func TestVerdictIsKept(t *testing.T) {
	p := working(t)
	t.Setenv("FMNIST_HOME", t.TempDir())
	v := Try(p, false)
	if v.Broken != "" || v.Kind != "cpu" || v.Devices < 1 {
		t.Fatalf("%s: %+v", p.Path, v)
	}
	path, _ := verdictsFile()
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), p.Path) {
		t.Fatalf("the verdict is not kept: %s %v", text, err)
	}
	changed := strings.Replace(string(text), v.Version, "9.9", 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Try(p, false); got.Version != "9.9" {
		t.Errorf("it was tried again: %+v", got)
	}
	if got := Try(p, true); got != v {
		t.Errorf("asked to try again: %+v", got)
	}
	link := filepath.Join(t.TempDir(), "pjrt_c_api_cpu_plugin.so")
	if err := os.WriteFile(link, []byte("no plugin"), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := Try(At(link), false); v.Broken == "" {
		t.Error("a text file works")
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(p.Path, link); err != nil {
		t.Skip(err)
	}
	if v := Try(At(link), false); v.Broken != "" {
		t.Errorf("the file was replaced by a working one: %+v", v)
	}
}

// TestCompiledIsKept measures what keeping programs is for: the second process does not compile.
func TestCompiledIsKept(t *testing.T) {
	p := working(t)
	home := t.TempDir()
	t.Setenv("FMNIST_HOME", home)
	if v := Try(p, true); v.Broken != "" {
		t.Fatal(v.Broken)
	}
	files, err := filepath.Glob(filepath.Join(home, "xla", "compiled", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the child's program is not kept: %v %v", files, err)
	}
	before, err := os.Stat(files[0])
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(files[0], old, old); err != nil {
		t.Fatal(err)
	}
	if v := Try(p, true); v.Broken != "" {
		t.Fatal(v.Broken)
	}
	after, err := os.Stat(files[0])
	if err != nil || after.Size() != before.Size() || !after.ModTime().After(old) {
		t.Error("the second process did not read the program of the first")
	}
	if err := os.WriteFile(files[0], make([]byte, before.Size()), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := Try(p, true); v.Broken != "" {
		t.Errorf("a damaged program is not compiled again: %s", v.Broken)
	}
}
