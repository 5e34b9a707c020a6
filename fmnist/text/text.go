// Package text writes figures as a person would say them.
package text

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// Duration prints seconds in the largest fitting unit.
func Duration(seconds float64) string {
	switch {
	case seconds < 1:
		return fmt.Sprintf("%.0f ms", seconds*1000)
	case seconds < 100:
		return fmt.Sprintf("%.0f s", seconds)
	case seconds < 100*60:
		return fmt.Sprintf("%.0f min", seconds/60)
	case seconds < 48*3600:
		return fmt.Sprintf("%.0f h", seconds/3600)
	}
	return fmt.Sprintf("%.0f days", seconds/86400)
}

// Count prints a number of things: "1 epoch", "2 epochs".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Path prints a path below the home folder with ~, and near the working folder relative to it.
func Path(path string) string {
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

// Four prints a score with the four decimals that 10,000 test images give.
func Four(x float64) string {
	if math.IsNaN(x) {
		return "–" // there is none
	}
	return fmt.Sprintf("%.4f", x)
}
