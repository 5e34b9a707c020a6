package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// shells are all scripts below docker.
func shells(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"*.sh", "*/*.sh", "*/*.sbatch"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	if len(out) < 5 {
		t.Fatalf("found only %q", out)
	}
	return out
}

func TestShellcheck(t *testing.T) {
	shellcheck, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed (Debian: apt-get install shellcheck)")
	}
	if out, err := exec.Command(shellcheck, shells(t)...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// started runs start.sh in a home of its own with folders that stand for the image's.
func started(t *testing.T, command ...string) (out string, code int) {
	t.Helper()
	home := t.TempDir()
	script := strings.NewReplacer("/opt/fmnist", filepath.Join(home, "opt", "fmnist"), "/opt/gofmnist",
		filepath.Join(home, "opt", "gofmnist")).
		Replace(read(t, "start.sh"))
	for _, dir := range []string{"opt/fmnist/child", "opt/gofmnist/notebooks", "warm", "user"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(home, "start.sh")
	if err := os.WriteFile(path, []byte(strings.Replace(script, `[ "$(id -u)" = 0 ]`, "false", 1)), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{path}, command...)...)
	cmd.Env = append(os.Environ(), "HOME="+filepath.Join(home, "user"), "FMNIST_HOME="+
		filepath.Join(home, "user", "fmnist"), "GOCACHE="+filepath.Join(home, "warm"))
	text, _ := cmd.CombinedOutput()
	return string(text), cmd.ProcessState.ExitCode()
}

// The entry puts into an empty home what notebooks need, and hands on the command's exit code: schedulers look at it.
func TestStart(t *testing.T) {
	if out, code := started(t, "sh", "-c", `ls "$HOME" "$FMNIST_HOME"`); code != 0 ||
		!strings.Contains(out, "notebooks") || !strings.Contains(out, "child") {
		t.Errorf("exit %d: %s", code, out)
	}
	for _, code := range []string{"0", "1", "2", "130", "143"} {
		if _, got := started(t, "sh", "-c", "exit "+code); code != strconv.Itoa(got) {
			t.Errorf("exit %s became %d", code, got)
		}
	}
}

// Nobody's image runs as root by mistake.
func TestStartRefusesRoot(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root is refused")
	}
	cmd := exec.Command("sh", "start.sh", "true")
	cmd.Env = append(os.Environ(), "NB_UID=0")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "NB_UID is 0") {
		t.Errorf("%v: %s", err, out)
	}
}
