package fmnist

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Comments point to the notebook section that teaches a name: (Tour, "Look first"). The section must exist.
func TestSectionsExist(t *testing.T) {
	notebooks := map[string]string{"Tour": "tour", "Training": "training", "Report 1": "report-1",
		"Report 2": "report-2"}
	headings := map[string]map[string]bool{}
	for name, file := range notebooks {
		headings[name] = headingsOf(t, "../notebooks/"+file+".ipynb")
	}
	pointer := regexp.MustCompile(`\((Tour|Training|Report 1|Report 2),(?:\s|//)+"([^"]+)"`)
	count := 0
	err := filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range pointer.FindAllStringSubmatch(string(text), -1) {
			section := strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(m[2], "// ", ""), "\n", " "), ".")
			count++
			if !headings[m[1]][section] && !headings[m[1]][m[2]] {
				t.Errorf("%s points to %s, %q, which has no such section", path, m[1], section)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 20 {
		t.Errorf("only %d pointers found; is the pattern still right?", count)
	}
}

func headingsOf(t *testing.T, path string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct {
		Cells []struct {
			Type   string          `json:"cell_type"`
			Source json.RawMessage `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(text, &notebook); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, cell := range notebook.Cells {
		var lines []string
		if cell.Type != "markdown" || json.Unmarshal(cell.Source, &lines) != nil {
			continue
		}
		for _, line := range lines {
			if heading, ok := strings.CutPrefix(line, "## "); ok {
				found[strings.TrimSpace(heading)] = true
			}
		}
	}
	return found
}
