//go:build !(xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64) || (windows && amd64)))

package engine

import (
	"errors"
	"time"

	"github.com/gomlx/compute"
)

// XLA is linked on demand only: it needs cgo and more than doubles the time to link, which a notebook pays in every cell.
const xlaLinked = false

// InstallLimit bounds the download of a missing XLA plugin in programs built with -tags xla.
const InstallLimit = 5 * time.Minute

var errNoXLA = errors.New("this program was built without XLA")

func openXLA(string) (compute.Backend, error) { return nil, errNoXLA }
func installXLA() error                       { return errNoXLA }
