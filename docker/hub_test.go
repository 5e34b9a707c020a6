package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// checkValues runs hub/check_values.py, with a schema of its own or with the chart's.
func checkValues(t *testing.T, schema string) (code int, said string) {
	t.Helper()
	python := os.Getenv("FMNIST_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.Command(python, "-c", "import jsonschema, yaml").Run() != nil {
		t.Skip("no Python with jsonschema and PyYAML; FMNIST_PYTHON names Jupyter's, which has them")
	}
	args := []string{filepath.Join("hub", "check_values.py")}
	if schema != "" {
		args = append(args, schema)
	}
	cmd := exec.Command(python, args...)
	out, _ := cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode(), string(out)
}

// The schema of the chart is not ours to keep, so it is fetched where the network allows.
func TestValuesAgainstTheChart(t *testing.T) {
	schema := os.Getenv("Z2JH_SCHEMA")
	if testing.Short() && schema == "" {
		t.Skip("asks the network")
	}
	switch code, said := checkValues(t, schema); code {
	case 0:
	case 3:
		t.Skip(said)
	default:
		t.Errorf("exit %d: %s", code, said)
	}
}

// Without the chart's schema there are the names that values.yaml uses, written down from it: a misspelt one would be
// refused by Helm.
func TestValuesAgainstOurNotes(t *testing.T) {
	notes := filepath.Join("testdata", "values.schema.yaml")
	if code, said := checkValues(t, notes); code != 0 {
		t.Errorf("exit %d: %s", code, said)
	}
	misspelt := strings.Replace(read(t, notes), "fsGid:", "fsGroup:", 1)
	path := filepath.Join(t.TempDir(), "schema.yaml")
	if err := os.WriteFile(path, []byte(misspelt), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := checkValues(t, path); code != 1 || !strings.Contains(said, "singleuser: ") ||
		!strings.Contains(said, "fsGid") {
		t.Errorf("an unknown name: exit %d: %s", code, said)
	}
}

// A class of forty fits the figures that docs/DEPLOY.md gives, and pupils write nothing into the teacher's folder.
func TestValuesOfTheClass(t *testing.T) {
	values := read(t, "hub", "values.yaml")
	for _, want := range []string{
		"persistentVolumeClaim: {claimName: fmnist-class, readOnly: true}",
		"{name: class, mountPath: /class, readOnly: true}",
		"fmnist runs merge /class/teacher",
		"allow_all: true",
	} {
		if !strings.Contains(values, want) {
			t.Errorf("values.yaml lacks %q", want)
		}
	}
}
