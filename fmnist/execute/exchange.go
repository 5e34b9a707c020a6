package execute

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Exchanger is an Executor that carries networks to other programs and back.
type Exchanger interface {
	// Export writes the model into a file, in the form that the end of its name asks for, with a model card beside it.
	// It returns the names of the files written.
	Export(ctx context.Context, at Place, m Model, file string, w Watch) (files []string, err error)
	// History writes the figures of the epochs of a model's run: into a table (.csv), an object (.json), or, after the
	// prefix TensorBoard, into a folder of event files. It returns the names of the files written.
	History(ctx context.Context, at Place, m Model, file string) (files []string, err error)
	// Trials writes the trials of a search into a file: a table of their epochs (.csv) or an object each (.json).
	Trials(ctx context.Context, s Search, file string) error
	// Import makes a run of a network in a file, and returns the run's plan.
	Import(ctx context.Context, at Place, in Import, w Watch) (plan.Plan, error)
}

// TensorBoard stands before the name of a folder of event files.
const TensorBoard = "tensorboard:"

// CheckHistory refuses what no history can be written into.
func CheckHistory(file string) error {
	end := strings.ToLower(filepath.Ext(file))
	if dir, folder := strings.CutPrefix(file, TensorBoard); folder && dir != "" || end == ".csv" || end == ".json" {
		return nil
	}
	return fmt.Errorf("%q does not say what is wanted: let its name end in .csv or .json, or give %sDIR",
		filepath.Base(file), TensorBoard)
}

// Search is what a search tried, for a file.
type Search struct {
	Objective  string   `json:"objective"`
	Parameters []string `json:"parameters"` // in the order of the space
	Trials     []Trial  `json:"trials"`
}

// Trial is one trial of a search with its own epochs, those after FromEpoch.
type Trial struct {
	hyperband.Trial
	Run     string       `json:"run,omitempty"`      // empty when the plan of the point is not valid
	Score   *float64     `json:"score,omitempty"`    // nil when it failed
	At      int          `json:"at_epoch,omitempty"` // the score's epoch, from 1
	Failed  string       `json:"failed,omitempty"`   // why there is no score
	History []plan.Epoch `json:"history"`
}

// CheckLog refuses what is no place for a log.
func CheckLog(to string) error {
	dir, folder := strings.CutPrefix(to, TensorBoard)
	switch {
	case folder && dir == "":
		return fmt.Errorf("%s names no folder; give %slogs", to, TensorBoard)
	case !folder && to != "" && strings.ToLower(filepath.Ext(to)) != ".csv":
		return fmt.Errorf("%q cannot be a log; give a name that ends in .csv, or %sDIR", filepath.Base(to), TensorBoard)
	}
	return nil
}

// Import says which file becomes a run.
type Import struct {
	File    string       `json:"file"`
	Name    string       `json:"name"`              // of the run; empty: the network's
	Net     *nets.Net    `json:"net,omitempty"`     // for files that hold weights alone
	Prepare nets.Prepare `json:"prepare,omitempty"` // how 28×28 images reach a network that takes 32×32
}

// Plan is that of a network whose weights have that SHA-256.
func (i Import) Plan(n nets.Net, sha256 string) plan.Plan {
	return plan.Plan{Name: i.Name, Net: n, Origin: &plan.Origin{File: filepath.Base(i.File), SHA256: sha256}}
}
