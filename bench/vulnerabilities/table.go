package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// message is one of govulncheck's: a record of the database or a finding.
type message struct {
	OSV *struct {
		ID      string `json:"id"`
		Summary string `json:"summary"`
	} `json:"osv"`
	Finding *finding `json:"finding"`
}

// finding is a vulnerability in something that this module depends on. The first frame of its trace is in there, the
// last one in this module's code, if that calls it.
type finding struct {
	OSV   string `json:"osv"`
	Fixed string `json:"fixed_version"`
	Trace []struct {
		Module   string `json:"module"`
		Version  string `json:"version"`
		Package  string `json:"package"`
		Function string `json:"function"`
	} `json:"trace"`
}

// level orders findings: 0 in a module that is required, 1 in a package that is imported, 2 in code that is called.
func (f finding) level() int {
	switch {
	case f.Trace[0].Function != "":
		return 2
	case f.Trace[0].Package != "":
		return 1
	}
	return 0
}

// tableOf makes Markdown of govulncheck's messages: one row a vulnerability, by its gravest finding.
func tableOf(text []byte) (string, error) {
	summaries, worst := map[string]string{}, map[string]finding{}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var m message
		if err := d.Decode(&m); err == io.EOF {
			break
		} else if err != nil {
			return "", fmt.Errorf("govulncheck's answer cannot be read: %w", err)
		}
		if m.OSV != nil {
			summaries[m.OSV.ID] = m.OSV.Summary
		}
		if f := m.Finding; f != nil && len(f.Trace) > 0 {
			if old, ok := worst[f.OSV]; !ok || f.level() > old.level() {
				worst[f.OSV] = *f
			}
		}
	}
	if len(worst) == 0 {
		return "Nothing was found.\n", nil
	}
	var b strings.Builder
	b.WriteString("| vulnerability | in | mended in | reached |\n|---|---|---|---|\n")
	reached := [...]string{"module is required, nothing of it imported", "package is imported, not called", "called"}
	for _, id := range slices.Sorted(maps.Keys(worst)) {
		f := worst[id]
		at := f.Trace[0]
		where := at.Module
		if at.Package != "" {
			where = at.Package
		}
		fmt.Fprintf(&b, "| [%s](https://pkg.go.dev/vuln/%s): %s | %s %s | %s | %s |\n", id, id, summaries[id], where,
			at.Version, f.Fixed, reached[f.level()])
	}
	b.WriteString("\nFindings in `stdlib` are mended by a newer Go: whoever builds decides on it.\n")
	return b.String(), nil
}
