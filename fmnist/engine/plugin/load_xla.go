//go:build xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64))

package plugin

// #cgo linux LDFLAGS: -ldl
// #include <stdlib.h>
// #include "pjrt.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Linked says whether this program can load plugins. It needs cgo, a C compiler and -tags xla, and linking takes three
// times as long (1.0 against 0.33 seconds of processor time with -ldflags=-s, 310 packages against 170).
const Linked = true

// go-xla would otherwise download a plugin, silently and without limit, whenever it is asked for its plugins.
func init() { xla.EnableAutoInstall(false) }

// loading guards loaded: name → error of the plugins handed to go-xla. The library's state is the process's.
var (
	loading sync.Mutex
	loaded  = map[string]bool{}
)

// Open loads a plugin and returns its backend; options are go-xla's, "tf32=false,preallocate=false". A broken file can
// end the process: Try first.
func Open(p Plugin, options string) (compute.Backend, error) {
	name := registered(p)
	if err := register(name, p); err != nil {
		return nil, err
	}
	if options != "" {
		name += "," + options
	}
	var b compute.Backend
	var err error
	caught := exceptions.TryCatch[error](func() { b, err = xla.New(name) })
	if err = errors.Join(caught, err); err != nil {
		return nil, fmt.Errorf("the XLA plugin %s cannot be used: %w", p.Path, err)
	}
	opened.Store(b, map[bool]string{true: "cuda", false: "cpu"}[p.Is("cuda")])
	return b, nil
}

// registered is the plugin's name in go-xla, which takes "cuda" or "cpu" in it for the kind and searches no folders for
// names that look like a path.
func registered(p Plugin) string {
	if p.Is("cuda") {
		return "/cuda"
	}
	return "/" + strings.ReplaceAll(p.Name, ",", "")
}

func register(name string, p Plugin) error {
	loading.Lock()
	defer loading.Unlock()
	if loaded[name] {
		return nil
	}
	if p.Is("cuda") {
		prepareCUDA(filepath.Dir(p.Path))
	}
	path := C.CString(p.Path)
	defer C.free(unsafe.Pointer(path))
	var message *C.char
	api := C.fmnist_open(path, &message)
	if api == nil {
		defer C.free(unsafe.Pointer(message))
		return fmt.Errorf("the XLA plugin cannot be loaded: %s", C.GoString(message))
	}
	if f, ok := newPrograms(p, int(api.version.major), int(api.version.minor)); ok {
		programs = f
		api = C.fmnist_hook(api)
	}
	if err := pjrt.RegisterPreloadedPlugin(name, uintptr(unsafe.Pointer(api))); err != nil {
		return fmt.Errorf("the XLA plugin %s cannot be initialised: %w", p.Path, err)
	}
	loaded[name] = true
	return nil
}

// prepareCUDA makes NVIDIA's libraries beside the plugin known: those that look for each other by bare name (cuBLAS
// does) are found once they are loaded, and XLA finds ptxas and libdevice by a flag. A container that did it otherwise
// is left alone.
func prepareCUDA(dir string) {
	if filepath.Base(dir) != NVIDIA {
		return
	}
	for _, pattern := range []string{"cu13/lib/*.so.*", "*/lib/*.so.*"} {
		libraries, _ := filepath.Glob(filepath.Join(dir, pattern)) // the pattern is well formed
		waiting := libraries
		for range 3 { // each may need others of them
			var left []string
			for _, library := range waiting {
				path := C.CString(library)
				if C.fmnist_preload(path) == 0 {
					left = append(left, library)
				}
				C.free(unsafe.Pointer(path))
			}
			waiting = left
		}
	}
	const flag = "--xla_gpu_cuda_data_dir"
	if flags := os.Getenv("XLA_FLAGS"); !strings.Contains(flags, flag) {
		_ = os.Setenv("XLA_FLAGS", strings.TrimSpace(flags+" "+flag+"="+dir))
	}
}
