package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
	"github.com/gofmnist/gofmnist/kernels/notebooks"
)

var labCommand = command{"lab", "[-- JupyterLab's arguments]", "sets everything up and opens JupyterLab on the notebooks", func(flags *flag.FlagSet) func(call) error {
	return func(c call) error {
		root, env, err := c.ready()
		if err != nil {
			return err
		}
		python, kernelEnv, err := jupyter.Ready(c.ctx, root, c.notes)
		if err != nil {
			return err
		}
		return jupyter.Lab(c.ctx, python, filepath.Join(root, notebooks.Folder), append(kernelEnv, env...), c.args...)
	}
}}

var reportCommand = command{"report", "[-out DIR] [NOTEBOOK…]", "executes the notebooks without a browser and writes them as .ipynb and HTML", func(flags *flag.FlagSet) func(call) error {
	out := flags.String("out", "report", "folder for the executed notebooks")
	timeout := flags.Duration("timeout", 0, "longest time for one cell (0: an hour)")
	return func(c call) error {
		root, env, err := c.ready()
		if err != nil {
			return err
		}
		paths := c.args
		if len(paths) == 0 {
			for _, name := range notebooks.Shipped() {
				paths = append(paths, filepath.Join(root, notebooks.Folder, name))
			}
		}
		python, kernelEnv, err := jupyter.Ready(c.ctx, root, c.notes)
		if err != nil {
			return err
		}
		results, err := jupyter.Execute(c.ctx, python, jupyter.Job{Notebooks: paths, Out: *out, Timeout: *timeout,
			Env: append(kernelEnv, env...), Log: c.notes})
		var lines []string
		for _, r := range results {
			lines = append(lines, fmt.Sprintf("%s (%.0f s)", r.HTML, r.Seconds))
		}
		if printErr := c.print(map[string]any{"notebooks": results}, strings.Join(lines, "\n")); printErr != nil {
			err = errors.Join(err, printErr)
		}
		return err
	}
}}

// ready finds the checkout and the data for notebooks. Without any data it turns to synthetic garments, and says so first:
// a lesson should not fail because the network does.
func (c call) ready() (root string, env []string, err error) {
	if root, err = kernels.Checkout(""); err != nil {
		return "", nil, err
	}
	_, err = data.Load(c.ctx, data.Options{Download: fetch.Official(downloadLine(c.notes))})
	if errors.Is(err, data.ErrNoData) {
		fmt.Fprintf(c.notes, "fmnist: %v\nfmnist: going on with synthetic garments; every picture will say \"synthetic data\"\n", err)
		return root, []string{"FMNIST_DATA=synthetic"}, nil
	}
	if dir := os.Getenv("FMNIST_DATA"); err == nil && dir != "" && !strings.HasPrefix(dir, "synthetic") {
		if dir, err = filepath.Abs(dir); err == nil { // cells run in the notebook's folder
			env = []string{"FMNIST_DATA=" + dir}
		}
	}
	return root, env, err
}

var kernelsCommand = command{"kernels", "install [-sys-prefix | -prefix DIR]", "installs the notebook kernels, their tools and a warm build cache", func(flags *flag.FlagSet) func(call) error {
	o := kernels.Options{}
	flags.BoolVar(&o.SysPrefix, "sys-prefix", false, "into the Python environment whose python3 is first in PATH")
	flags.StringVar(&o.Prefix, "prefix", "", "into this folder's share/jupyter/kernels")
	flags.Bool("user", true, "for the current user, where nothing else is said")
	return func(c call) error {
		if len(c.args) != 1 || c.args[0] != "install" {
			return errors.New("say what to do: fmnist kernels install")
		}
		o.Log = c.notes
		dirs, err := kernels.Install(c.ctx, o)
		if err != nil {
			return err
		}
		if err := kernels.Warm(c.ctx, o.Checkout, c.notes); err != nil {
			return err
		}
		return c.print(map[string]any{"kernels": dirs}, "installed "+strings.Join(dirs, "\ninstalled "))
	}
}}
