package exchange

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Log writes the figures of a training's epochs while it goes on: into a table, which is whole after every epoch, or
// into event files, which grow. It passes everything on to the display that it stands before.
type Log struct {
	plan.Progress
	to     string
	run    func() string
	failed bool
}

// NewLog is a log into a table (FILE.csv) or into event files ("tensorboard:DIR") before a display, which may be nil.
// run is the run's name, asked for once the training has begun. What cannot be written is reported here, before
// anything is trained.
func NewLog(to string, run func() string, next plan.Progress) (*Log, error) {
	if next == nil {
		next = plan.Silent{}
	}
	if err := execute.CheckLog(to); err != nil {
		return nil, err
	}
	if dir, ok := strings.CutPrefix(to, execute.TensorBoard); ok {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("the log's folder cannot be made: %w", err)
		}
	} else if info, err := os.Stat(filepath.Dir(to)); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("the log %s cannot be written: there is no folder %s", filepath.Base(to), filepath.Dir(to))
	}
	return &Log{Progress: next, to: to, run: run}, nil
}

// Start writes the epochs that the run has already.
func (l *Log) Start(p plan.Plan, steps int, before []plan.Epoch) {
	l.Progress.Start(p, steps, before)
	l.write(before)
}

// Epoch writes the epoch that has just ended, before the display hears of it: what was shown is in the log.
func (l *Log) Epoch(history []plan.Epoch, messages []string) {
	l.write(history)
	l.Progress.Epoch(history, messages)
}

// write brings the log up to the history. A full disk does not end the training; it is reported once.
func (l *Log) write(history []plan.Epoch) {
	if l.failed || len(history) == 0 {
		return
	}
	var err error
	if dir, ok := strings.CutPrefix(l.to, execute.TensorBoard); ok {
		_, err = events(dir, l.run(), time.Now(), history)
	} else {
		var content []byte
		if content, err = table(history); err == nil {
			err = replace(l.to, content)
		}
	}
	if err != nil {
		l.failed = true
		l.Say(fmt.Sprintf("the log is no longer written: %v; the training goes on", err))
	}
}
