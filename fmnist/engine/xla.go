//go:build xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64) || (windows && amd64))

package engine

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/gomlx/support/exceptions"
)

// XLA is linked on demand only: it needs cgo and a C compiler, and linking takes three times as long (1.0 against 0.33 seconds
// of processor time with -ldflags=-s, 310 packages against 170), which a notebook pays in every cell. BuildTags says
// where it is useful.
const xlaLinked = true

// InstallLimit bounds the download of a missing XLA plugin, which by itself has no time limit: 100–200 MB at
// 1 MB/s take about 3 minutes.
const InstallLimit = 5 * time.Minute

// go-xla would otherwise download a plugin, silently and without limit, whenever it is asked for its plugins.
func init() { xla.EnableAutoInstall(false) }

func openXLA(config string) (b compute.Backend, err error) {
	caught := exceptions.TryCatch[error](func() { b, err = xla.New(config) })
	if caught != nil {
		return nil, fmt.Errorf("the plugin cannot be used: %w", caught) // a file that is no plugin makes go-xla panic
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

func installXLA() error {
	fmt.Fprintf(os.Stderr, "Downloading the XLA plugin (100–200 MB, at most %v) because FMNIST_INSTALL_XLA=1 …\n", InstallLimit)
	done := make(chan error, 1)
	go func() {
		var err error
		if caught := exceptions.TryCatch[error](func() { err = xla.AutoInstall() }); caught != nil {
			err = caught
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(InstallLimit):
		return errors.New("the download did not end in time; run it again, or unset FMNIST_INSTALL_XLA")
	}
}
