package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Trials writes what a search tried into a file: a line for each epoch of each trial (.csv), or everything (.json).
func Trials(file string, s execute.Search) error {
	if err := execute.CheckHistory(file); err != nil {
		return err
	}
	var content []byte
	var err error
	if strings.EqualFold(filepath.Ext(file), ".csv") {
		content, err = trialTable(s)
	} else if content, err = json.MarshalIndent(s, "", "  "); err == nil {
		content = append(content, '\n')
	}
	if err != nil {
		return err
	}
	return replace(file, content)
}

// trialTable has a line for each epoch of each trial, and one for a trial without epochs. What a point says stands
// under "point." and the parameter's name, since a parameter may be called as a figure is; parameters that a point does
// not have are empty.
func trialTable(s execute.Search) ([]byte, error) {
	header := []string{"trial", "run", "bracket", "round"}
	for _, name := range s.Parameters {
		header = append(header, "point."+name)
	}
	header = append(header, "epoch")
	for _, f := range historyColumns {
		header = append(header, f.name)
	}
	lines := [][]string{append(header, "failed")}
	for _, t := range s.Trials {
		front := []string{t.ID, t.Run, strconv.Itoa(t.Bracket), strconv.Itoa(t.Round)}
		for _, name := range s.Parameters {
			value := ""
			if t.Point.Has(name) {
				value = fmt.Sprint(t.Point[name])
			}
			front = append(front, value)
		}
		for _, e := range t.History {
			lines = append(lines, append(epochLine(front, e), t.Failed))
		}
		if len(t.History) == 0 {
			lines = append(lines, append(append(front, make([]string, 1+len(historyColumns))...), t.Failed))
		}
	}
	var b bytes.Buffer
	err := csv.NewWriter(&b).WriteAll(lines)
	return b.Bytes(), err
}

// epochLine is an epoch's number and its figures behind what stands in front; figures that there are not are empty.
func epochLine(front []string, e plan.Epoch) []string {
	line := append(append([]string(nil), front...), strconv.Itoa(e.Epoch))
	for _, f := range historyColumns {
		line = append(line, f.text(e))
	}
	return line
}
