package study

import (
	"os"
	"path/filepath"
	"strings"
)

// short prints a path as a person would say it: below the home folder with ~, near the working folder relative to it.
func short(path string) string {
	if home, err := os.UserHomeDir(); err == nil && home != "/" {
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			return filepath.Join("~", rest)
		}
	}
	if here, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if relative, err := filepath.Rel(here, path); err == nil && len(relative) <= len(path) {
			return relative
		}
	}
	return path
}
