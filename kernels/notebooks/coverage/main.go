// Command coverage writes docs/COVERAGE.md: every row of the two student reports, with the cell that answers it. Run it
// at the root of a checkout, after the notebooks were executed:
//
//	go run ./kernels/notebooks/coverage
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/kernels/notebooks"
)

func main() {
	document, err := notebooks.CoverageDocument(func(name string) (*notebooks.Notebook, error) {
		return notebooks.Read(filepath.Join(notebooks.Folder, name+".ipynb"))
	})
	if err == nil {
		err = os.WriteFile(filepath.Join("docs", "COVERAGE.md"), []byte(document), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}
