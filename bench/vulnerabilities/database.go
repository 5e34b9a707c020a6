package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// entry is what the index needs of an OSV record.
type entry struct {
	ID        string    `json:"id"`
	Modified  time.Time `json:"modified"`
	Withdrawn string    `json:"withdrawn,omitempty"`
	Affected  []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
	} `json:"affected"`
}

// vuln and module are entries of the database's index (schema version 1).
type vuln struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
}

type module struct {
	Path  string `json:"path"`
	Vulns []vuln `json:"vulns"`
}

// copyOf lays the records of a version of the module golang.org/x/vulndb out as govulncheck reads them.
func copyOf(version string) (dir string, err error) {
	text, err := exec.Command("go", "mod", "download", "-json", version).Output()
	if err != nil {
		return "", fmt.Errorf("neither the vulnerability database nor its module %s can be reached: %w", version, err)
	}
	var got struct{ Dir string }
	if err := json.Unmarshal(text, &got); err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "vulndb-"); err != nil {
		return "", err
	}
	for _, sub := range []string{"ID", "index"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return "", err
		}
	}
	modules, err := records(filepath.Join(got.Dir, "data", "osv"), filepath.Join(dir, "ID"))
	if err != nil {
		return "", err
	}
	return dir, errors.Join(writeJSON(filepath.Join(dir, "index", "modules.json"), modules),
		writeJSON(filepath.Join(dir, "index", "db.json"), map[string]time.Time{"modified": time.Now().UTC()}))
}

// records copies the OSV files and lists them by the modules that they affect.
func records(from, to string) ([]module, error) {
	files, err := filepath.Glob(filepath.Join(from, "GO-*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no records in %s: %w", from, err)
	}
	by := map[string]map[string]vuln{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if e.Withdrawn != "" {
			continue
		}
		for _, a := range e.Affected {
			if by[a.Package.Name] == nil {
				by[a.Package.Name] = map[string]vuln{}
			}
			by[a.Package.Name][e.ID] = vuln{ID: e.ID, Modified: e.Modified}
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), text, 0o644); err != nil {
			return nil, err
		}
	}
	var all []module
	for path, vulns := range by {
		m := module{Path: path}
		for _, v := range vulns {
			m.Vulns = append(m.Vulns, v)
		}
		all = append(all, m)
	}
	return all, nil
}

func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
