package notebooks

import (
	"cmp"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
)

// TestNbgrader hands in a notebook's solution and its stub and has nbgrader grade both: full points and none.
// FMNIST_NBGRADER names the program where it is not on the path.
func TestNbgrader(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: executes notebooks")
	}
	program, err := exec.LookPath(cmp.Or(os.Getenv("FMNIST_NBGRADER"), "nbgrader"))
	if err != nil {
		t.Skip("nbgrader is not installed: pip install nbgrader, or name it in FMNIST_NBGRADER")
	}
	checkout, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	prefix := t.TempDir()
	if _, err := kernels.Install(t.Context(), kernels.Options{Prefix: prefix, Checkout: checkout}); err != nil {
		t.Skip(err)
	}
	const name = "tour"
	course := t.TempDir()
	solution := filepath.Join(folder, Solutions, name+".ipynb")
	put(t, filepath.Join("nbgrader", "nbgrader_config.py"), filepath.Join(course, "nbgrader_config.py"))
	put(t, solution, filepath.Join(course, "source", name, name+".ipynb"))
	home := t.TempDir()
	nbgrader := func(args ...string) {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = course
		cmd.Env = append(os.Environ(), jupyter.Environ(prefix), "FMNIST_QUICK=1", "FMNIST_DATA=synthetic",
			"FMNIST_HOME="+home,
			"PATH="+filepath.Dir(program)+string(os.PathListSeparator)+os.Getenv("PATH")) // it calls its own tools by name
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("nbgrader %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	nbgrader("generate_assignment", name)
	put(t, solution, filepath.Join(course, "submitted", "right", name, name+".ipynb"))
	put(t, filepath.Join(course, "release", name, name+".ipynb"),
		filepath.Join(course, "submitted", "stub", name, name+".ipynb"))
	nbgrader("autograde", name)
	nbgrader("export", "--to=grades.csv")
	scores, most := grades(t, filepath.Join(course, "grades.csv"))
	if most == 0 || scores["right"] != most || scores["stub"] != 0 {
		t.Errorf("of %g points the solution has %g and the stub %g", most, scores["right"], scores["stub"])
	}
}

// grades reads nbgrader's table: the score of every student, and the most there is.
func grades(t *testing.T, path string) (scores map[string]float64, most float64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	scores = map[string]float64{}
	for _, row := range rows[1:] {
		student := ""
		score := 0.0
		for i, field := range row {
			switch rows[0][i] {
			case "student_id":
				student = field
			case "raw_score":
				score, _ = strconv.ParseFloat(field, 64)
			case "max_score":
				most, _ = strconv.ParseFloat(field, 64)
			}
		}
		scores[student] = score
	}
	return scores, most
}

// put copies a file into a folder that need not exist.
func put(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	duplicate(t, from, to)
}
