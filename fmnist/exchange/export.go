package exchange

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// CardEnd follows the name of a network's file in that of its model card.
const CardEnd = ".md"

// Export writes a run's network into a file of the form that its name asks for, and its model card beside it. It
// returns both names.
func Export(file string, r *trained.Result, weights layout.Weights, d data.Dataset) ([]string, error) {
	form, err := FormOf(file)
	if err != nil {
		return nil, err
	}
	if r.Plan.Base != nil {
		return nil, fmt.Errorf("%s stands on %s, whose weights are not part of the run; only whole networks are written",
			r.Name, r.Plan.Base.Network)
	}
	m := Model{Net: r.Plan.Net, Weights: weights}
	doc := fmt.Sprintf("%s, trained by gofmnist on %s", r.Name, d.Edition)
	raw, err := m.Encode(form, doc)
	if err != nil {
		return nil, err
	}
	card, err := Card(filepath.Base(file), form, r, d)
	if err != nil {
		return nil, err
	}
	files := []string{file, file + CardEnd}
	return files, errors.Join(replace(file, raw), replace(file+CardEnd, []byte(card)))
}

// replace writes a file wholly or not at all.
func replace(file string, content []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".export-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", file, err)
	}
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return fmt.Errorf("%s cannot be written: %w", file, err)
	}
	return nil
}
