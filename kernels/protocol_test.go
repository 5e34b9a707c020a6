package kernels_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
)

// TestKernel starts the installed kernel as Jupyter does, with no network, and plays testdata/kernel_test.py against
// it.
func TestKernel(t *testing.T) {
	out := play(t, "kernel_test.py")
	if !strings.Contains(out, "Protocol.test_kernel_info") {
		t.Skip("the kernel's own tests passed; jupyter_kernel_test is not installed, so the protocol was not tested")
	}
}

// TestFront plays testdata/front_test.py: what the front adds to GoNB.
func TestFront(t *testing.T) { play(t, "front_test.py") }

// TestLight plays testdata/light_test.py: declared values, and cells that compute in a child process.
func TestLight(t *testing.T) { play(t, "light_test.py") }

// TestBuild plays testdata/build_test.py: cells are built without the go command, and never from old sources.
func TestBuild(t *testing.T) { play(t, "build_test.py") }

// play runs a script of testdata against freshly installed kernels and returns what it printed.
func play(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: starts kernels")
	}
	python, err := jupyter.Find(t.Context(), "jupyter_client")
	if err != nil {
		t.Skip(err)
	}
	// As `fmnist lab` does; what follows has no network.
	if err := kernels.Warm(t.Context(), "", nil, kernels.CPU); err != nil {
		t.Fatal(err)
	}
	prefix := filepath.Join(t.TempDir(), "a prefix")
	dirs, err := kernels.Install(t.Context(), kernels.Options{Prefix: prefix})
	if err != nil {
		t.Skip(err)
	}
	if len(dirs) != len(kernels.Specs()) {
		t.Fatalf("installed %q", dirs)
	}
	cwd, err := filepath.Abs("testdata") // a folder below the root of the checkout
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join("testdata", name)
	for _, file := range []string{script, filepath.Join("testdata", "session.py"),
		filepath.Join("testdata", "front_test.py")} {
		if _, err := os.ReadFile(file); err != nil { // read here too, so that `go test` sees when it changes
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute) // below the 10 of go test
	defer cancel()
	cmd := exec.CommandContext(ctx, python, script)
	caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(caches))
	cmd.Env = append(os.Environ(), "FMNIST_TEST_GOCACHE="+lines[0], "FMNIST_TEST_GOMODCACHE="+lines[1],
		jupyter.Environ(prefix), "FMNIST_TEST_CWD="+cwd, "PYTHONDONTWRITEBYTECODE=1",
		"GOPROXY=off", "GOSUMDB=off", "HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // unittest then shuts its kernels down
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
