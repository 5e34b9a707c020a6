package notebooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every row of the reports has a cell, and the cell's output holds it. What was not executed since it was written is
// named by TestCommitted.
func TestCoverage(t *testing.T) {
	all, err := Coverage()
	if err != nil {
		t.Fatal(err)
	}
	books := map[string]*Notebook{}
	for _, c := range all {
		if books[c.Notebook] == nil {
			books[c.Notebook] = mustRead(t, filepath.Join(folder, c.Notebook+".ipynb"))
		}
		cell, ok := c.Find(books[c.Notebook])
		if !ok {
			t.Errorf("%s has no cell %s, which should show %s", c.Notebook, c.Cell, c.Row)
			continue
		}
		if _, err := c.Here(cell); err != nil && cell.Count != nil {
			t.Error(err)
		}
	}
}

// docs/COVERAGE.md is what the command makes of the committed notebooks.
func TestCoverageDocumentIsFresh(t *testing.T) {
	want, err := CoverageDocument(func(name string) (*Notebook,
		error) {
		return Read(filepath.Join(folder, name+".ipynb"))
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "..", "docs", "COVERAGE.md"))
	if err != nil || string(got) != want {
		t.Errorf("docs/COVERAGE.md is stale: go run ./kernels/notebooks/coverage (%v)", err)
	}
}

func TestHereReadsOutputs(t *testing.T) {
	table := `{"output_type":"display_data","data":{"text/markdown":"| accuracy | 0.9 | 0.91 |\n| val\\_loss | 0.3 |"}}`
	n := notebook(t, [3]string{`"x"`, table, "1"})
	cell := n.Code()[0]
	for _, c := range []struct{ shows, here string }{
		{`/accuracy \| [\d.]+ \| ([\d.]+)/`, "0.91"}, {`/val_loss \| ([\d.]+)/`, "0.3"}, {"table", "table"}, {"any", "text"},
		{"png", ""}, {`/precision \| ([\d.]+)/`, ""}, {"/(/", ""},
	} {
		here, err := Covered{Shows: c.shows}.Here(cell)
		if here != c.here || (err == nil) == (c.here == "") {
			t.Errorf("%s: %q, want %q, %v", c.shows, here, c.here, err)
		}
	}
}

// TestProse compares the numbers in the prose of every notebook with its committed outputs.
func TestProse(t *testing.T) {
	for _, name := range Shipped() {
		n := mustRead(t, filepath.Join(folder, name))
		executed := true
		for _, c := range n.Code() {
			executed = executed && c.Count != nil
		}
		err := n.CheckProse()
		if err != nil && executed {
			t.Errorf("%s:\n%v", name, err)
		} else if err != nil {
			t.Logf("%s has cells that were not executed; numbers to be shown:\n%v", name, err)
		}
	}
}

func TestProseChecks(t *testing.T) {
	table := `{"output_type":"display_data","data":{"text/markdown":"| accuracy | 0.9123 | 60000 |"}}`
	for prose, want := range map[string]string{
		"It reaches 0.9123 with 60,000 images.":               "",
		"It reaches 0.9124.":                                  "0.9124",
		"The report has 0.8817 and ours is better.":           "",
		"VGG16, LeNet-5, report 2, 5×5 and 28 × 28 in 1998.":  "",
		"`docs/RESULTS.md` has 0.9388.":                       "",
		"`var x = 0.777` and $0.5$ are code.":                 "",
		"Ten of 12 rows, but 44 % of the images.":             "44",
		"On 31 August 2017 it was corrected, in 47 minutes.":  "47",
		"1. First, 2. second: nothing here is measured at 3.": "",
	} {
		n := notebook(t, [3]string{`"x"`, table, "1"})
		n.Cells[0].Source = prose
		err := n.CheckProse()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), "says "+want+",")) {
			t.Errorf("%s: %v, want %q", prose, err, want)
		}
	}
}
