//go:build !(xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64)))

package plugin

import (
	"errors"

	"github.com/gomlx/compute"
)

// Linked says whether this program can load plugins. It needs cgo, a C compiler and -tags xla, and linking takes three
// times as long (1.0 against 0.33 seconds of processor time with -ldflags=-s, 310 packages against 170).
const Linked = false

// Open loads a plugin and returns its backend, in programs built with -tags xla.
func Open(Plugin, string) (compute.Backend, error) {
	return nil, errors.New("this program was built without XLA")
}
