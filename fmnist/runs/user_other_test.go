//go:build !linux

package runs

import (
	"os"
	"testing"
)

// asUser returns a folder; root cannot give its rights up for one test on this system.
func asUser(t *testing.T) (dir string) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Skip("root may read and write anywhere")
	}
	return t.TempDir()
}
