//go:build !unix

package data

import (
	"io"
	"os"
)

// mapFile reads the whole file where the system has no Unix mappings.
func mapFile(file *os.File, size int) ([]byte, error) {
	whole := make([]byte, size)
	_, err := file.ReadAt(whole, 0)
	if err == io.EOF {
		err = nil
	}
	return whole, err
}
