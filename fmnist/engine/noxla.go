//go:build !(xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64) || (windows && amd64)))

package engine

import (
	"errors"
	"time"

	"github.com/gomlx/compute"
)

// XLA is linked on demand only: it needs cgo and a C compiler, and linking takes three times as long (1.0 against 0.33 seconds
// of processor time with -ldflags=-s, 310 packages against 170), which a notebook pays in every cell. BuildTags says
// where it is useful.
const xlaLinked = false

// InstallLimit bounds the download of a missing XLA plugin in programs built with -tags xla.
const InstallLimit = 5 * time.Minute

var errNoXLA = errors.New("this program was built without XLA")

func openXLA(string) (compute.Backend, error) { return nil, errNoXLA }
func installXLA() error                       { return errNoXLA }
