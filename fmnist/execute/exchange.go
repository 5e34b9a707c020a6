package execute

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Exchanger is an Executor that carries networks to other programs and back.
type Exchanger interface {
	// Export writes the model into a file, in the form that the end of its name asks for, with a model card beside it.
	// It returns the names of the files written.
	Export(ctx context.Context, at Place, m Model, file string, w Watch) (files []string, err error)
	// History writes the figures of the epochs of a model's run: into a table (.csv), an object (.json), or, after the prefix
	// TensorBoard, into a folder of event files. It returns the names of the files written.
	History(ctx context.Context, at Place, m Model, file string) (files []string, err error)
	// Import makes a run of a network in a file, and returns the run's plan.
	Import(ctx context.Context, at Place, in Import, w Watch) (plan.Plan, error)
}

// TensorBoard stands before the name of a folder of event files.
const TensorBoard = "tensorboard:"

// CheckLog refuses what is no place for a log.
func CheckLog(to string) error {
	dir, folder := strings.CutPrefix(to, TensorBoard)
	switch {
	case folder && dir == "":
		return fmt.Errorf("%s names no folder; give %slogs", to, TensorBoard)
	case !folder && to != "" && strings.ToLower(filepath.Ext(to)) != ".csv":
		return fmt.Errorf("%q is no place for a log; give a name that ends in .csv, or %sDIR", filepath.Base(to), TensorBoard)
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
