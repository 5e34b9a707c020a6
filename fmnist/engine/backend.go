package engine

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// Choice tells which backend runs the networks and why.
type Choice struct {
	Name string // what the backend is called in results: "go+kernels", "go", "xla:cpu", "xla:cuda"
	Why  string // one clause
}

// Open returns the backend of this process and why it was chosen. The first call decides, later calls answer the same:
// a tensor belongs to the first backend that used it, so a process has exactly one.
//
// GOMLX_BACKEND wins: "fmnist" (Go with this package's kernels), "go" (GoMLX's own Go backend), "xla:cpu", "xla:cuda",
// each with GoMLX's options. Without it CUDA is taken if there is a device and a plugin that works, else what is
// fastest on the CPU by the table in fastest.go: the kernels wherever they have SIMD instructions. XLA takes part only
// in programs built with -tags xla. Nothing is downloaded: "fmnist xla install" does that.
//
// The error is one sentence that lists what GOMLX_BACKEND may be. A missing or broken plugin is an error only when
// GOMLX_BACKEND asked for it; else it is passed over and named in Why.
func Open() (compute.Backend, Choice, error) {
	o := opened()
	return o.backend, o.choice, o.err
}

// Backend is Open for those who do not ask why.
func Backend() (compute.Backend, error) {
	b, _, err := Open()
	return b, err
}

// Class is the numeric class of this process: results of one class are the same to the last bit, whatever the threads,
// those of different classes differ by rounding. It does not open the backend, and is "" where none can be chosen.
//
// "go/kernels" are the kernels, the same on every machine; "go/stock" GoMLX's operations on its Go backend; "xla:cpu"
// and "xla:cuda" XLA, whose bits also depend on the plugin's version and the processor or device.
func Class() string {
	d := decided()
	switch {
	case d.err != nil:
		return ""
	case d.kind == kernels && !hybrid.Lowering(), d.kind == stock:
		return "go/stock"
	case d.kind == kernels:
		return kernelClass
	}
	return d.choice.Name
}

// Compiles says whether every new shape costs that backend a compilation of a second and more, so that batches are
// better filled up to one size.
func Compiles(b compute.Backend) bool { return plugin.KindOf(b) != "" }

// Offer is a sentence for people who have an NVIDIA device and no plugin for it, "" for everybody else.
func Offer() string { return offer(machine{cuda: cudaDevice(false), plugins: plugin.Find()}) }

func offer(m machine) string {
	if m.cuda == "" || first(m.plugins, "cuda") != nil {
		return ""
	}
	return "there is an NVIDIA device (" + m.cuda +
		") and no XLA plugin for it: fmnist xla install cuda fetches one (2 to 3 GB)"
}

// The kinds of backend.
type kind int

const (
	kernels kind = iota
	stock
	xla
)

// decision is a choice before anything is opened.
type decision struct {
	kind    kind
	plugin  plugin.Plugin // for xla
	options string        // GoMLX's
	choice  Choice
	err     error
}

var decided = sync.OnceValue(func() decision {
	if err := kernel.CheckSIMD(); err != nil {
		return decision{err: err}
	}
	return decide(strings.TrimSpace(os.Getenv(compute.ConfigEnvVar)), thisMachine())
})

type opening struct {
	backend compute.Backend
	choice  Choice
	err     error
}

var opened = sync.OnceValue(func() opening {
	d := decided()
	b, err := d.open()
	return opening{b, d.choice, err}
})

// open loads what was decided. A plugin that was tried and fails now is an error: another backend would give other bits
// than Class said.
func (d decision) open() (b compute.Backend, err error) {
	if d.err != nil {
		return nil, d.err
	}
	switch d.kind {
	case xla:
		b, err = plugin.Open(d.plugin, d.options)
	case stock:
		b, err = hybrid.Stock(d.options)
	default:
		if err = kernel.CheckSIMD(); err == nil {
			b, err = hybrid.New(d.options)
		}
	}
	if config := os.Getenv(compute.ConfigEnvVar); err != nil && config != "" {
		return nil, sentence(config, err)
	} else if err != nil {
		return nil, errors.New(firstLine(err))
	}
	return b, nil
}

// machine is what decide looks at, so that tests can describe machines they do not run on.
type machine struct {
	linked  bool   // XLA is part of this program
	cuda    string // name of the CUDA device, "" without one
	plugins []plugin.Plugin
	try     func(plugin.Plugin) plugin.Verdict
	simd    bool // the kernels are faster here than XLA on the CPU
}

func thisMachine() machine {
	return machine{linked: plugin.Linked, cuda: cudaDevice(plugin.Linked), plugins: plugin.Find(),
		simd: kernelsFastest(),
		try:  func(p plugin.Plugin) plugin.Verdict { return plugin.Try(p, false) }}
}

func decide(config string, m machine) decision {
	if config == "" {
		return automatic(m)
	}
	d := asked(config, m)
	if d.err != nil {
		d.err = sentence(config, d.err)
	}
	return d
}

// automatic takes CUDA where there is a device, else what is fastest on the CPU, and says what it passed over.
func automatic(m machine) decision {
	var over []string
	if m.cuda != "" {
		p, why := working(m, "cuda")
		if p != nil {
			return decision{kind: xla, plugin: *p, choice: Choice{"xla:cuda", "CUDA device " + m.cuda}}
		}
		over = append(over, "the CUDA device ("+m.cuda+") is not used: "+why)
	}
	if !m.simd {
		p, why := working(m, "cpu")
		if p != nil {
			over = append(over, "XLA on the CPU is faster here than kernels without SIMD instructions")
			return decision{kind: xla, plugin: *p, choice: Choice{"xla:cpu", strings.Join(over, "; ")}}
		}
		over = append(over, why)
	} else if first(m.plugins, "cpu") != nil {
		over = append(over, "faster than XLA on the CPU, which GOMLX_BACKEND=xla:cpu takes")
	}
	return decision{choice: Choice{kernelsName, strings.Join(append([]string{kernelsWhy()}, over...), "; ")}}
}

// working is the first plugin of a kind that can be used, or why there is none.
func working(m machine, kind string) (*plugin.Plugin, string) {
	if !m.linked {
		if first(m.plugins, kind) != nil {
			return nil, "the XLA plugin for it needs a program built with -tags xla"
		}
		return nil, "no XLA plugin for it (fmnist xla install " + kind + ")"
	}
	var problems []string
	for _, p := range m.plugins {
		if !p.Is(kind) {
			continue
		}
		problem := m.try(p).Problem()
		if problem == "" {
			return &p, ""
		}
		problems = append(problems, p.Path+" "+problem)
	}
	if problems == nil {
		return nil, "no XLA plugin for it (fmnist xla install " + kind + ")"
	}
	return nil, strings.Join(problems, ", ")
}

func first(plugins []plugin.Plugin, kind string) *plugin.Plugin {
	for _, p := range plugins {
		if p.Is(kind) {
			return &p
		}
	}
	return nil
}

const available = `choose "fmnist" (Go with SIMD kernels), "go" (GoMLX's Go backend), "xla:cpu" or "xla:cuda"`

// asked decides by what GOMLX_BACKEND says.
func asked(config string, m machine) decision {
	name, options, _ := strings.Cut(config, ":")
	why := compute.ConfigEnvVar + "=" + config
	switch name {
	case "fmnist":
		return decision{kind: kernels, options: options, choice: Choice{kernelsName, why + ", " + kernelsWhy()}}
	case "go":
		return decision{kind: stock, options: options,
			choice: Choice{"go", why + ", operations one after another because its parallel mode can deadlock"}}
	case "xla", "stablehlo", "shlo", "hlo":
		return askedXLA(options, why, m)
	}
	return decision{err: fmt.Errorf("there is no backend %q", name)}
}

// askedXLA takes a kind ("cpu", "cuda", the name of another) or a plugin's path, then options after a comma. Without a
// kind it is CUDA where there is a device.
func askedXLA(options, why string, m machine) decision {
	wanted, options, _ := strings.Cut(options, ",")
	if !m.linked {
		return decision{err: errors.New("this program was built without XLA (build it with -tags xla and cgo)")}
	}
	if strings.ContainsAny(wanted, `/\`) {
		p := plugin.At(wanted)
		m.plugins, wanted = []plugin.Plugin{p}, p.Name
	}
	if wanted == "" {
		wanted = "cpu"
		if m.cuda != "" && first(m.plugins, "cuda") != nil {
			wanted = "cuda"
		}
	}
	p, problem := working(m, wanted)
	if p == nil {
		return decision{err: errors.New(problem)}
	}
	for _, k := range []string{"cpu", "cuda"} {
		if p.Is(k) {
			wanted = k
		}
	}
	return decision{kind: xla, plugin: *p, options: options,
		choice: Choice{"xla:" + wanted, why + ", plugin " + p.Path}}
}

func sentence(config string, err error) error {
	return fmt.Errorf("%s=%q: %s; %s", compute.ConfigEnvVar, config, firstLine(err), available)
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}
