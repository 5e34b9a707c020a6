package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
	"github.com/gofmnist/gofmnist/kernels/notebooks"
)

var labCommand = command{"lab", "[-port N] [-no-browser] [-- JupyterLab's arguments]",
	"sets everything up and opens JupyterLab on the notebooks", labVerb}

func labVerb(flags *flag.FlagSet) func(call) error {
	port := flags.Int("port", 0, "the server's port (0: the first free one from 8888)")
	noBrowser := flags.Bool("no-browser", false, "only say the address")
	return func(c call) error {
		c.notes = jupyter.Stamp(c.notes)
		root, env, err := c.room()
		if err != nil {
			return err
		}
		ctx, stop := context.WithCancel(c.ctx)
		var beside sync.WaitGroup
		defer beside.Wait()
		defer stop()
		ready := make(chan struct{})
		beside.Go(func() { // JupyterLab opens without the data, and the cells that need them wait for them
			err := c.fetch(ctx)
			select {
			case <-ready:
			case <-ctx.Done(): // what stopped the set-up is the one thing to say
			}
			if err != nil && ctx.Err() == nil {
				fmt.Fprintf(c.notes, "%v\n", err)
			}
		})
		python, kernelEnv, err := jupyter.Ready(ctx, root, c.notes)
		if err != nil {
			return jupyter.Stopped(err)
		}
		close(ready)
		if offer := engine.Offer(); offer != "" {
			fmt.Fprintln(c.notes, offer)
		}
		// without it only completion is missing, and the next start tries again
		beside.Go(func() { _ = kernels.Complete(ctx, root) })
		return jupyter.Lab(ctx, jupyter.LabOptions{Python: python, Folder: filepath.Join(root, notebooks.Folder),
			Env: append(kernelEnv, env...), Port: *port, NoBrowser: *noBrowser, Args: c.args, Out: c.notes})
	}
}

var reportCommand = command{"report", "[-out DIR] [NOTEBOOK…]",
	"executes the notebooks without a browser and writes them as .ipynb and HTML", reportVerb}

func reportVerb(flags *flag.FlagSet) func(call) error {
	out := flags.String("out", "report", "folder for the executed notebooks")
	timeout := flags.Duration("timeout", 0, "longest time for one cell (0: an hour)")
	return func(c call) error {
		c.notes = jupyter.Stamp(c.notes)
		root, env, err := c.room()
		if err != nil {
			return err
		}
		if err := c.fetch(c.ctx); err != nil {
			return jupyter.Stopped(err)
		}
		paths := c.args
		if len(paths) == 0 {
			for _, name := range notebooks.Shipped() {
				paths = append(paths, filepath.Join(root, notebooks.Folder, name))
			}
		}
		python, kernelEnv, err := jupyter.Ready(c.ctx, root, c.notes)
		if err != nil {
			return jupyter.Stopped(err)
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
}

// room finds the checkout, and makes a relative FMNIST_DATA absolute: cells run in the notebook's folder.
func (c call) room() (root string, env []string, err error) {
	if root, err = kernels.Checkout(""); err != nil {
		return "", nil, err
	}
	dir := os.Getenv("FMNIST_DATA")
	if _, missing := os.Stat(dir); dir != "" && missing == nil {
		if dir, err = filepath.Abs(dir); err == nil {
			env = []string{"FMNIST_DATA=" + dir}
		}
	}
	return root, env, err
}

// fetch brings the data into the cache before a cell waits for them. Without any it says what every command says.
func (c call) fetch(ctx context.Context) error {
	_, err := data.Load(ctx, data.Options{Download: fetch.Official(downloadLine(c.notes))})
	return err
}

var kernelsCommand = command{"kernels", "install [-sys-prefix | -prefix DIR]",
	"installs the notebook kernels, their tools and a warm build cache", kernelsVerb}

func kernelsVerb(flags *flag.FlagSet) func(call) error {
	o := kernels.Options{}
	flags.BoolVar(&o.SysPrefix, "sys-prefix", false, "into the Python environment whose python3 is first in PATH")
	flags.BoolVar(&o.CUDA, "cuda", false, "the CUDA kernel too, where no device can be seen (when an image is built)")
	flags.StringVar(&o.Prefix, "prefix", "", "into this folder's share/jupyter/kernels")
	flags.Bool("user", true, "for the current user (the default)")
	return func(c call) error {
		if len(c.args) != 1 || c.args[0] != "install" {
			return errors.New("say what to do: fmnist kernels install")
		}
		o.Log = c.notes
		dirs, err := kernels.Install(c.ctx, o)
		if err != nil {
			return err
		}
		var specs []kernels.Spec // those of this machine
		if o.CUDA {
			specs = []kernels.Spec{kernels.CPU, kernels.CUDA}
		}
		if err := kernels.Warm(c.ctx, o.Checkout, c.notes, specs...); err != nil {
			return err
		}
		return c.print(map[string]any{"kernels": dirs}, "installed "+strings.Join(dirs, "\ninstalled "))
	}
}
