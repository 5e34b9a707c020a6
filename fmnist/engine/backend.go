package engine

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// Choice tells which backend runs the networks and why.
type Choice struct {
	Name string // what the backend is called in results: "go+kernels", "go", "xla:cpu", "xla:cuda"
	Why  string // one clause
}

// String is the one line shown to the user.
func (c Choice) String() string { return "backend " + c.Name + ": " + c.Why }

// Open returns the backend of this process and why it was chosen. The first call decides, later calls answer the same: a
// tensor belongs to the first backend that used it, so a process has exactly one.
//
// GOMLX_BACKEND wins: "fmnist" (Go with this package's kernels), "go" (GoMLX's own Go backend), "xla:cpu", "xla:cuda",
// each with GoMLX's options. Without it CUDA is taken if there is a device and a plugin, else XLA on the CPU if
// its plugin is installed, else Go. XLA takes part only in programs built with -tags xla (see xla.go).
// FMNIST_INSTALL_XLA=1 downloads a missing plugin first, within InstallLimit; nothing is downloaded otherwise.
//
// The error is one sentence that lists what GOMLX_BACKEND may be. A missing or broken plugin is an error only when
// GOMLX_BACKEND asked for it.
func Open() (compute.Backend, Choice, error) {
	o := opened()
	return o.backend, o.choice, o.err
}

// Backend is Open for those who do not ask why.
func Backend() (compute.Backend, error) {
	b, _, err := Open()
	return b, err
}

// BuildTags are the build tags with which this program would make better use of this machine: "xla" if it was built without and
// there is a CUDA device, a plugin, or an environment variable that asks for one; else "".
func BuildTags() string {
	asked := strings.HasPrefix(os.Getenv(compute.ConfigEnvVar), "xla") || os.Getenv("FMNIST_INSTALL_XLA") == "1"
	if !xlaLinked && (asked || cudaDevice(false) != "" || len(Plugins()) > 0) {
		return "xla"
	}
	return ""
}

type opening struct {
	backend compute.Backend
	choice  Choice
	err     error
}

var opened = sync.OnceValue(func() opening {
	b, c, err := choose(strings.TrimSpace(os.Getenv(compute.ConfigEnvVar)), machine{
		cuda: cudaDevice(xlaLinked), plugins: Plugins(), install: os.Getenv("FMNIST_INSTALL_XLA") == "1",
	})
	return opening{b, c, err}
})

// machine is what choose looks at, so that tests can describe machines they do not run on.
type machine struct {
	cuda    string   // name of the CUDA device, "" without one
	plugins []Plugin // XLA plugins found on disk
	install bool     // a missing plugin may be downloaded
}

func choose(config string, m machine) (compute.Backend, Choice, error) {
	if config != "" {
		return asked(config, m)
	}
	b, c, whyNot := automatic(m)
	if b != nil {
		return b, c, nil
	}
	b, err := openKernels("")
	return b, Choice{kernelsName, kernelsWhy() + "; " + whyNot}, err
}

// automatic tries CUDA, then XLA on the CPU; without success it says why not.
func automatic(m machine) (compute.Backend, Choice, string) {
	if !xlaLinked {
		switch {
		case m.cuda != "":
			return nil, Choice{}, "the CUDA device (" + m.cuda + ") needs a program built with -tags xla"
		case len(m.plugins) > 0:
			return nil, Choice{}, "the XLA plugin " + m.plugins[0].Path + " needs a program built with -tags xla"
		}
		return nil, Choice{}, "no CUDA device and no XLA plugin here"
	}
	if m.install && !hasPlugin(m.plugins, wanted(m)) {
		if err := installXLA(); err != nil {
			return nil, Choice{}, "installing the XLA plugin failed: " + err.Error()
		}
		m.plugins = Plugins()
	}
	var tried []string
	if m.cuda != "" && hasPlugin(m.plugins, "cuda") {
		b, err := openXLA("cuda")
		if err == nil {
			return b, Choice{"xla:cuda", "CUDA device " + m.cuda}, ""
		}
		tried = append(tried, "the CUDA plugin failed ("+firstLine(err)+")")
	}
	if hasPlugin(m.plugins, "cpu") {
		b, err := openXLA("cpu")
		if err == nil {
			return b, Choice{"xla:cpu", strings.Join(append(tried, "XLA's CPU plugin is installed"), "; ")}, ""
		}
		tried = append(tried, "XLA's CPU plugin failed ("+firstLine(err)+")")
	}
	if len(tried) == 0 {
		tried = []string{"no XLA plugin installed (FMNIST_INSTALL_XLA=1 downloads it)"}
	}
	return nil, Choice{}, strings.Join(tried, "; ")
}

func wanted(m machine) string {
	if m.cuda != "" {
		return "cuda"
	}
	return "cpu"
}

const available = `choose "fmnist" (Go with SIMD kernels), "go" (GoMLX's Go backend), "xla:cpu" or "xla:cuda"`

// asked opens what GOMLX_BACKEND says.
func asked(config string, m machine) (compute.Backend, Choice, error) {
	name, options, _ := strings.Cut(config, ":")
	why := compute.ConfigEnvVar + "=" + config
	switch name {
	case "fmnist":
		b, err := openKernels(options)
		return answer(b, Choice{kernelsName, why + ", " + kernelsWhy()}, config, err)
	case "go":
		b, err := hybrid.Stock(options)
		return answer(b, Choice{"go", why + ", operations one after another because its parallel mode can deadlock"}, config, err)
	case "xla", "stablehlo", "shlo", "hlo":
		if !xlaLinked {
			return nil, Choice{}, sentence(config, fmt.Errorf("this program was built without XLA (build it with -tags xla and cgo)"))
		}
		if m.install && len(m.plugins) == 0 {
			if err := installXLA(); err != nil {
				return nil, Choice{}, sentence(config, err)
			}
		}
		b, err := openXLA(options)
		if options == "" {
			name = "xla"
		} else {
			plugin, _, _ := strings.Cut(options, ",")
			name = "xla:" + plugin
		}
		return answer(b, Choice{name, why}, config, err)
	}
	return nil, Choice{}, sentence(config, fmt.Errorf("there is no backend %q", name))
}

func answer(b compute.Backend, c Choice, config string, err error) (compute.Backend, Choice, error) {
	if err != nil {
		return nil, Choice{}, sentence(config, err)
	}
	return b, c, nil
}

func sentence(config string, err error) error {
	return fmt.Errorf("%s=%q: %s; %s", compute.ConfigEnvVar, config, firstLine(err), available)
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}
