package jupyter

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stand puts stand-ins for programs into a folder that is the whole PATH, beside an empty home.
func stand(t *testing.T, programs map[string]string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range programs {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_PYTHON", "")
}

// lacking answers Find's question with "nbclient is missing" and findBase's with a Python that has pip; the lines after
// it are what else it can do.
const lacking = `case "$1 $#" in
"-c 2") echo '{"Version": [3, 10, 0], "Pip": "/pip.whl"}'; exit 0;;
-c*) echo '["nbclient"]'; exit 0;;
esac
`

// fakeVenv makes an environment whose pip is pipScript.
func fakeVenv(pipScript string) string {
	return lacking + `for dir; do :; done
/bin/mkdir -p "$dir/bin"
printf '%s' '#!/bin/sh
` + pipScript + `' > "$dir/bin/python"
/bin/chmod +x "$dir/bin/python"
`
}

func TestSetupSaysWhatIsMissing(t *testing.T) {
	old := `case "$1 $#" in "-c 2") echo '{"Version": [3, 9, 18], "Pip": "/pip.whl"}';; esac`
	bare := `case "$1 $#" in "-c 2") echo '{"Version": [3, 11, 2], "Pip": ""}';; esac`
	offline := fmt.Sprintf(`case "$1 $#" in "-c 2") echo '{"Version": [3, 12, 0], "Pip": "/pip.whl", "Index": "http://localhost:%d/simple"}';; esac`, freePort(t))
	for _, c := range []struct {
		name     string
		programs map[string]string
		want     []string
	}{
		{"no Python", nil, []string{"apt install python3 python3-venv", "FMNIST_PYTHON"}},
		{"an old Python", map[string]string{"python3": old}, []string{"is Python 3.9, and Jupyter needs 3.10"}},
		{"no pip", map[string]string{"python3": bare}, []string{"apt install python3-venv"}},
		{"no network", map[string]string{"python3": offline},
			[]string{"no network (localhost does not answer)", "FMNIST_PYTHON"}},
		{"another failure", map[string]string{"python3": fakeVenv("echo ERROR: no space left; exit 1")},
			[]string{"could not install", "ERROR: no space left"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stand(t, c.programs)
			_, err := Setup(t.Context(), nil)
			if err == nil {
				t.Fatal("Setup found something")
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
		})
	}
}

func TestSetupTakesANewerPythonBesideAnOldOne(t *testing.T) {
	stand(t, map[string]string{
		"python3":    `case "$1 $#" in "-c 2") echo '{"Version": [3, 9, 18], "Pip": "/pip.whl"}';; *) echo '["nbclient"]';; esac`,
		"python3.12": fakeVenv("exit 0"),
	})
	if _, err := Setup(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestSetupThatIsStoppedBlamesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stand(t, map[string]string{"python3": fakeVenv(`case "$*" in *install*) exec /bin/sleep 60;; esac`)})
	log := writer(func(line string) {
		if strings.Contains(line, "installing JupyterLab") {
			time.AfterFunc(300*time.Millisecond, stop)
		}
	})
	if _, err := Setup(ctx, log); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

func TestSetupInstallsOnce(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	stand(t, map[string]string{"python3": fakeVenv(`case "$1" in -c) echo "[]";; *) echo "$@" >> ` +
		count + `;; esac`)})
	for range 2 {
		python, err := Setup(t.Context(), nil)
		if err != nil || python != venvPython(venv()) {
			t.Fatalf("%s, %v", python, err)
		}
	}
	said, err := os.ReadFile(count)
	if err != nil || strings.Count(string(said), " install ") != 1 ||
		!strings.Contains(string(said), "constraints.txt") {
		t.Errorf("pip was called with %q, %v", said, err)
	}
}

// Whatever pip has against the pinned versions, it gets another chance without them.
func TestSetupRepeatsWithoutConstraints(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	stand(t, map[string]string{"python3": fakeVenv(`echo "$@" >> ` + count + `
case "$*" in *constraints.txt) echo "ERROR: ResolutionImpossible"; exit 1;; esac`)})
	var log strings.Builder
	if _, err := Setup(t.Context(), &log); err != nil {
		t.Error(err)
	}
	said, _ := os.ReadFile(count)
	if strings.Count(string(said), " install ") != 2 {
		t.Errorf("pip was called with %q", said)
	}
	if !strings.Contains(log.String(), "pip refuses the tested versions (ERROR: ResolutionImpossible); trying") {
		t.Errorf("the log does not say so: %s", log.String())
	}
}

func TestFindObeysTheEnvironment(t *testing.T) {
	stand(t, map[string]string{"python3": `echo "[]"`, "other": lacking})
	if python, err := Find(t.Context()); err != nil || filepath.Base(python) != "python3" {
		t.Errorf("%s, %v", python, err)
	}
	t.Setenv("FMNIST_PYTHON", "other")
	if _, err := Find(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "FMNIST_PYTHON=other cannot be used: other lacks nbclient") {
		t.Error(err)
	}
}

func TestConstraintsHoldTheRequirements(t *testing.T) {
	for _, file := range []string{"requirements.txt", "ci.txt"} {
		for line := range strings.Lines(read(t, file)) {
			line = strings.NewReplacer("_", "-").Replace(line) // as uv writes names
			if !strings.HasPrefix(line, "#") && !strings.Contains(string(constraints), "\n"+line) {
				t.Errorf("constraints.txt does not have %s", line)
			}
		}
	}
}

func TestEnviron(t *testing.T) {
	t.Setenv("JUPYTER_PATH", "/old")
	if got := Environ("/p"); got != "JUPYTER_PATH=/p/share/jupyter:/old" {
		t.Error(got)
	}
}

func TestLabNeedsAFolder(t *testing.T) {
	err := Lab(t.Context(), LabOptions{Python: "python3", Folder: "setup_test.go"})
	if err == nil || !strings.Contains(err.Error(), "JupyterLab needs a folder") {
		t.Error(err)
	}
}
