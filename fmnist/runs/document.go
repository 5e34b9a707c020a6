package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// Status says how far a run is.
type Status string

const (
	Training Status = "training" // not finished: being trained now or, until List has looked, stopped on the way
	Finished Status = "finished" // trained for as many epochs as were asked for; it can still be extended
	Failed   Status = "failed"   // cannot go on, see Meta.Message
)

// Meta is what run.json says about a run. The store keeps Name, Hash, Created, Updated, Epochs and Host itself.
type Meta struct {
	Name        string             `json:"name"`
	Hash        string             `json:"hash"`
	Description json.RawMessage    `json:"description"`
	Status      Status             `json:"status"`
	Message     string             `json:"message,omitempty"` // why it failed, in one sentence
	Created     time.Time          `json:"created"`
	Updated     time.Time          `json:"updated"`
	Seconds     float64            `json:"seconds"`              // of training, all sessions together
	Epochs      int                `json:"epochs"`               // committed records of the history
	ScoreName   string             `json:"score_name,omitempty"` // such as "val_accuracy"; empty: no score yet
	Score       float64            `json:"score,omitempty"`      // the best so far
	Results     map[string]float64 `json:"results,omitempty"`    // such as "test_accuracy"
	Host        string             `json:"host,omitempty"`       // the machine that wrote last
	Backend     string             `json:"backend,omitempty"`
	Versions    map[string]string  `json:"versions,omitempty"`
}

// document is run.json.
type document struct {
	Format int `json:"format"`
	Meta
	History    prefix           `json:"history"`
	Slots      map[string]int   `json:"slots"`     // slot name → snapshot number
	Snapshots  map[int]snapshot `json:"snapshots"` // the ones that slots name
	Generation int              `json:"generation"`
	Check      string           `json:"check,omitempty"` // hash of all the above
}

// format is raised when an older program could not read the folder any more.
const format = 1

const documentName = "run.json"

// readDocument reads the run.json of a run folder. No folder is ErrNotFound; a folder that a killed process had only
// just made counts as none. Anything unreadable is ErrDamaged.
func readDocument(dir string) (document, error) {
	path := filepath.Join(dir, documentName)
	f, err := openPlain(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		if !hasWork(dir) {
			return document{}, ErrNotFound
		}
		f, err = openPlain(path, os.O_RDONLY) // it comes before all other work, which may have begun since the first look
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return document{}, fmt.Errorf("%s has no %s: %w", dir, documentName, ErrDamaged)
	case err != nil:
		return document{}, explainRead("read a run", path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return document{}, explainRead("read a run", path, err)
	}
	doc, err := parseDocument(text)
	if err != nil {
		return document{}, fmt.Errorf("%s of %s: %w", documentName, dir, err)
	}
	return doc, nil
}

// hasWork reports whether a run folder holds anything worth keeping, or anything that a run cannot be begun upon.
func hasWork(dir string) bool {
	parent := filepath.Join(dir, snapshotsName)
	if stray(dir) || stray(parent) || errors.Is(checkPlain(filepath.Join(dir, historyName)), ErrDamaged) {
		return true
	}
	history, err := os.Stat(filepath.Join(dir, historyName))
	if err == nil && history.Size() > 0 {
		return true
	}
	snapshots, _ := os.ReadDir(parent)
	for _, entry := range snapshots {
		if entry.Name()[0] != '.' {
			return true
		}
	}
	return false
}

// parseDocument reads and checks the text of a run.json.
func parseDocument(text []byte) (document, error) {
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		return doc, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if doc.Format > format {
		return doc, fmt.Errorf("written by a newer version of this program (format %d, this one reads %d): update it",
			doc.Format, format)
	}
	check := doc.Check
	if sum, err := doc.sum(); err != nil || sum != check {
		return doc, fmt.Errorf("%w: the check sum differs", ErrDamaged)
	}
	if doc.Epochs != doc.History.Lines || doc.Epochs < 0 || doc.History.Bytes < 0 {
		return doc, fmt.Errorf("%w: %d epochs but %d records", ErrDamaged, doc.Epochs, doc.History.Lines)
	}
	for slot, number := range doc.Slots {
		if _, ok := doc.Snapshots[number]; !ok {
			return doc, fmt.Errorf("%w: slot %q names snapshot %d, which is not listed", ErrDamaged, slot, number)
		}
	}
	return doc, nil
}

// sum returns the hash of a document without its own check.
func (d document) sum() (string, error) {
	d.Check = ""
	text, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	return hashJSON(text)
}

// text returns the document as JSON for people to read, with its check.
func (d document) text() ([]byte, error) {
	var err error
	if d.Check, err = d.sum(); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(d, "", "  ")
	return append(text, '\n'), err
}

// empty reports a run that was begun but has nothing yet.
func (d document) empty() bool { return d.Epochs == 0 && len(d.Snapshots) == 0 && len(d.Results) == 0 }

// clone returns a copy that shares no map with d.
func (d document) clone() document {
	d.Slots, d.Snapshots = maps.Clone(d.Slots), maps.Clone(d.Snapshots)
	d.Results, d.Versions = maps.Clone(d.Results), maps.Clone(d.Versions)
	return d
}
