// Package home finds the folder in which this module keeps caches and runs, and reads paths as people type them.
package home

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Env names the folder for caches and runs.
const Env = "FMNIST_HOME"

// Dir is the folder that FMNIST_HOME names, as an absolute path, or else gofmnist in the user's cache folder
// (~/.cache/gofmnist on Linux). It need not exist.
func Dir() (string, error) {
	if dir := os.Getenv(Env); dir != "" {
		dir, err := Expand(dir)
		if err != nil {
			return "", fmt.Errorf("%s: %w", Env, err)
		}
		return filepath.Abs(dir)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for caches and runs: set %s to a writable one: %w", Env, err)
	}
	return filepath.Join(cache, "gofmnist"), nil
}

// Expand puts the user's home folder in place of a leading ~, which shells leave alone in quotes, in Dockerfiles and in
// notebooks. Another user's home (~name) is refused, as is ~ where there is no home folder: taken literally, both would
// make a folder called ~.
func Expand(path string) (string, error) {
	if !strings.HasPrefix(path, "~") {
		return path, nil
	}
	rest := path[1:]
	if rest != "" && !os.IsPathSeparator(rest[0]) {
		return "", fmt.Errorf("%s begins with another user's home folder: write the whole path", path)
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%s means the home folder, but there is none (%w): write the whole path", path, err)
	}
	return filepath.Join(dir, rest), nil
}
