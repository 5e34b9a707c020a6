// Command reliability tries to break the command fmnist and the run store, and writes what it found to
// docs/RELIABILITY.md:
//
//	go run ./bench/reliability                    everything, about half an hour on a quiet machine with two cores
//	go run ./bench/reliability -parts kills,disks some of it; the other figures stay
//	go run ./bench/reliability -parts soak -soak 1h
//	go run ./bench/reliability -tags xla -backend xla:cpu -parts kills   on another backend, in rows of its own
//
// Nothing is touched outside a temporary folder, the two files of results and the cache of inputs that fuzzing found
// interesting. Data are drawn; the seed is printed and fixes what is chosen at random, though not the moments at which
// a busy machine is hit.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// The files of results: figures for this command, and the page made of them.
const (
	figuresFile = "bench/reliability/figures.json"
	page        = "docs/RELIABILITY.md"
)

// figure is one measured row of a part.
type figure struct {
	What  string `json:"what"`
	Tried int    `json:"tried"`
	Bad   int    `json:"bad"`
	Says  string `json:"says,omitempty"`
	// Of a fuzz target: what it has had, over all uses of this command.
	Inputs  int     `json:"inputs,omitempty"`
	Seconds float64 `json:"processor_seconds,omitempty"`
}

// section is what one part found, and under what circumstances.
type section struct {
	Command string   `json:"command"`
	Machine string   `json:"machine"`
	Date    string   `json:"date"`
	Commit  string   `json:"commit"`
	Seconds float64  `json:"seconds"`
	Figures []figure `json:"figures"`
	Faults  []string `json:"faults,omitempty"` // the first few, in full
}

// trial is one use of this command.
type trial struct {
	ctx      context.Context
	dir      string // for homes and binaries
	fmnist   string // the binary
	backend  string
	data     string // FMNIST_DATA of the tested commands
	random   *rand.Rand
	kills    int
	soak     time.Duration
	workers  int
	fuzz     time.Duration
	faults   []string
	figures  []figure
	progress func(format string, args ...any)
	soFar    func() error // keeps the figures that the part under way has so far
}

// parts in the order of the page.
var parts = []struct {
	name, title string
	run         func(*trial) error
}{
	{"kills", "Kills and signals", (*trial).killAll},
	{"damage", "Damaged files", (*trial).damageAll},
	{"downloads", "Downloads from a hostile mirror", (*trial).downloads},
	{"disks", "Full and read-only disks", (*trial).disks},
	{"many", "A thousand runs", (*trial).many},
	{"memory", "Peak memory", (*trial).memory},
	{"footprint", "Memory that is asked for before work begins", (*trial).footprints},
	{"fuzz", "Fuzzed parsers", (*trial).fuzzAll},
	{"soak", "Soak", (*trial).soakAll},
}

func main() {
	chosen := flag.String("parts", "kills,damage,downloads,disks,many,memory,footprint,fuzz",
		"what to try: kills, damage, downloads, disks, many, memory, footprint, fuzz, soak")
	kills := flag.Int("kills", 200, "kills and signals in all")
	soak := flag.Duration("soak", time.Hour, "length of the soak")
	workers := flag.Int("workers", 4, "processes at a time in the soak")
	fuzz := flag.Duration("fuzz", 10*time.Minute,
		"processor time of each fuzz target; what it had before counts, so that it can be stopped and continued")
	seed := flag.Uint64("seed", 1, "seed of what is chosen at random")
	tags := flag.String("tags", "", "build tags of the tested binary, such as xla")
	backend := flag.String("backend", "", "GOMLX_BACKEND of the tested commands; empty: Go")
	onlyPage := flag.Bool("page", false, "try nothing, only write the page of the figures that are there")
	flag.Parse()
	if *onlyPage {
		if err := writePage(); err != nil {
			fmt.Fprintln(os.Stderr, "reliability:", err)
			os.Exit(1)
		}
		return
	}
	t := &trial{kills: *kills, soak: *soak, workers: *workers, fuzz: *fuzz, data: drawn,
		backend:  cmp.Or(*backend, "fmnist"),
		random:   rand.New(rand.NewPCG(*seed, 0)),
		progress: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	t.ctx = ctx
	bad, err := t.all(strings.Split(*chosen, ","), *tags)
	if err != nil {
		fmt.Fprintln(os.Stderr, "reliability:", err)
		os.Exit(1)
	}
	if bad > 0 {
		fmt.Fprintf(os.Stderr, "reliability: %d faults, see %s\n", bad, page)
		os.Exit(1)
	}
}

// all runs the chosen parts and writes the figures after each.
func (t *trial) all(chosen []string, tags string) (bad int, err error) {
	if t.dir, err = os.MkdirTemp("", "reliability-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(t.dir)
	t.fmnist = filepath.Join(t.dir, "fmnist.bin")
	if out, err := goCommand("build", "-tags", tags, "-o", t.fmnist, "./cmd/fmnist").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("the command cannot be built: %w: %s", err, out)
	}
	for _, name := range chosen {
		found := false
		for _, p := range parts {
			if p.name != name {
				continue
			}
			found = true
			t.progress("== %s", p.title)
			start := time.Now()
			t.figures, t.faults = nil, nil
			key := p.name
			if t.backend != "fmnist" {
				key += " on " + t.backend
			}
			t.soFar = func() error { return t.keep(key, time.Since(start)) }
			if err := p.run(t); err != nil {
				return bad, fmt.Errorf("%s: %w", name, err)
			}
			bad += len(t.faults)
			if err := t.keep(key, time.Since(start)); err != nil {
				return bad, err
			}
		}
		if !found {
			return bad, fmt.Errorf("there is no part %q", name)
		}
	}
	return bad, nil
}

// keep stores what a part found and writes the page anew.
func (t *trial) keep(key string, took time.Duration) error {
	all, err := kept()
	if err != nil {
		return err
	}
	commit, _ := command("git", "log", "-1", "--format=%h").Output()
	const shown = 10
	all[key] = section{Command: "go run ./bench/reliability " + strings.Join(os.Args[1:], " "), Machine: machine(),
		Date:   time.Now().UTC().Format(time.DateOnly),
		Commit: strings.TrimSpace(string(commit)), Seconds: took.Seconds(), Figures: t.figures,
		Faults: t.faults[:min(shown, len(t.faults))]}
	text, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.WriteFile(figuresFile, append(text, '\n'), 0o644)
	}
	if err != nil {
		return err
	}
	return writePage()
}

// kept are the figures of all parts; none is no error.
func kept() (map[string]section, error) {
	all := map[string]section{}
	text, err := os.ReadFile(figuresFile)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", figuresFile, err)
	}
	return all, nil
}

// writePage makes the page of the figures.
func writePage() error {
	all, err := kept()
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(document(all)), 0o644)
}

func machine() string {
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ = strings.Cut(string(text), " ")
	}
	return fmt.Sprintf("%s/%s, %d cores, load %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load)
}

// row adds a figure and keeps those that the part has so far: hours may be lost otherwise.
func (t *trial) row(what string, tried, bad int, says string) {
	t.figures = append(t.figures, figure{What: what, Tried: tried, Bad: bad, Says: says})
	if err := t.soFar(); err != nil {
		t.progress("the figures cannot be kept: %v", err)
	}
	t.progress("%s: %d tried, %d bad %s", what, tried, bad, says)
}

// fault notes what should not have happened.
func (t *trial) fault(format string, args ...any) {
	t.faults = append(t.faults, fmt.Sprintf(format, args...))
	t.progress("FAULT "+format, args...)
}
