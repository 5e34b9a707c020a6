package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/engine/install"
	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

var xlaCommand = command{"xla", "install [cpu | cuda | SOURCE] [-list] [-from DIR] | agree [-sources NAMES] [-only TEXT] [-doc FILE]",
	"installs XLA's plugin for the CPU or an NVIDIA device, or compares backends", xlaVerb}

func xlaVerb(flags *flag.FlagSet) func(call) error {
	var o install.Options
	list := flags.Bool("list", false, "list the sources with version, size and licence, and download nothing")
	flags.StringVar(&o.From, "from", "", "take the wheels from this folder instead of the package index, for machines without a network")
	doc := flags.String("doc", "", "with agree: write the table into this file, between its markers")
	sources := flags.String("sources", "", "with agree: compare these plugins of -list, with commas between, and fetch what is missing (default: the installed one)")
	only := flags.String("only", "", "with agree: the command lines that contain this text")
	return func(c call) error {
		if len(c.args) == 1 && c.args[0] == "agree" {
			return c.agree(*sources, *only, *doc)
		}
		if len(c.args) == 0 || c.args[0] != "install" || len(c.args) > 2 {
			return errors.New("say what to do: fmnist xla install, fmnist xla install cuda, fmnist xla install -list, or fmnist xla agree")
		}
		if *list {
			return c.sources()
		}
		driver := install.Driver(c.ctx)
		name := "cpu"
		if driver > 0 {
			name = "cuda"
		}
		if len(c.args) == 2 {
			name = c.args[1]
		}
		s, err := install.Named(name, driver)
		if err != nil {
			return err
		}
		return c.install(s, o)
	}
}

// sources lists where plugins come from.
func (c call) sources() error {
	type source struct {
		Name     string   `json:"name"`
		Title    string   `json:"title"`
		Version  string   `json:"version"`
		Bytes    int64    `json:"bytes"`
		License  string   `json:"license"`
		Platform []string `json:"platform"`
		Driver   int      `json:"driver,omitempty"`
		SHA256   []string `json:"sha256,omitempty"`
	}
	var all []source
	lines := []string{fmt.Sprintf("%-12s %-62s %-10s %8s  %s", "source", "what", "version", "size", "licence")}
	for _, s := range install.Sources() {
		row := source{s.Name, s.Title, s.Version, s.Size(), s.License, s.Platform, s.Driver, nil}
		size, title := install.Megabytes(s.Size()), s.Title
		for _, w := range s.Wheels {
			row.SHA256 = append(row.SHA256, w.SHA256)
		}
		if s.Wheels == nil {
			size = "≤ " + size
		}
		if s.CUDA() {
			title += fmt.Sprintf(" (driver %d or newer)", s.Driver)
		}
		if !s.Here() {
			title += ", not for this system"
		}
		all = append(all, row)
		lines = append(lines, fmt.Sprintf("%-12s %-62s %-10s %8s  %s", s.Name, title, s.Version, size, s.License))
	}
	return c.print(map[string]any{"sources": all}, strings.Join(lines, "\n"))
}

// install says first what is missing for building with XLA, then fetches the plugin and tries it.
func (c call) install(s install.Source, o install.Options) error {
	if lacks := install.Compiler(c.ctx); lacks != "" {
		if !plugin.Linked {
			return errors.New(lacks)
		}
		fmt.Fprintf(c.notes, "fmnist xla: this program links XLA, but the next will not: %s\n", lacks)
	}
	fmt.Fprintf(c.notes, "installing %s, %s, %s to download, licence %s\n", s.Title, s.Version,
		install.Megabytes(s.Size()), s.License)
	o.Progress = downloadLine(c.notes)
	o.Say = func(text string) { fmt.Fprintln(c.notes, text) }
	path, err := install.Install(c.ctx, s, o)
	if err != nil {
		return err
	}
	kind := "cpu"
	if s.CUDA() {
		kind = "cuda"
	}
	answer := map[string]any{"source": s.Name, "version": s.Version, "plugin": path}
	text := "installed " + path
	if !plugin.Linked {
		text += fmt.Sprintf("\nprograms built with -tags xla use it: go run -tags xla ./cmd/fmnist doctor; GOMLX_BACKEND=xla:%s", kind)
		return c.print(answer, text)
	}
	v := plugin.Try(plugin.At(path), true)
	if problem := v.Problem(); problem != "" {
		answer["problem"] = problem
		return errors.Join(c.print(answer, text), fmt.Errorf("the plugin is installed and cannot be used here: it %s", problem))
	}
	answer["devices"] = v.Devices
	return c.print(answer, text+fmt.Sprintf("\nit works (PJRT %s, devices: %d); GOMLX_BACKEND=xla:%s takes it", v.Version,
		v.Devices, kind))
}
