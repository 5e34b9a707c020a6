package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// column is a backend of the comparison.
type column struct {
	title   string
	backend string // GOMLX_BACKEND
	plugins string // the folder of XLA's plugin
}

func (c column) xla() bool { return c.plugins != "" }

// columns are GoMLX's Go backend and XLA: with the plugin at hand, or with those of the named sources, which are
// installed into folders of their own where they are missing.
func (c call) columns(sources string) ([]column, error) {
	all := []column{{title: "GoMLX's Go backend", backend: "go"}}
	if sources == "" {
		folder, err := pluginFolders()
		return append(all, column{"XLA on the CPU", "xla:cpu", folder}), err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, err := plugin.Folder()
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(sources, ",") {
		home := filepath.Join(folder, "agree", name)
		if found, _ := filepath.Glob(filepath.Join(home, "xla", "pjrt_c_api_*_plugin.*")); len(found) == 0 {
			install := exec.CommandContext(c.ctx, self, "xla", "install", name)
			install.Env, install.Stderr = append(os.Environ(), "FMNIST_HOME="+home), c.notes
			if err := install.Run(); err != nil {
				return nil, fmt.Errorf("the plugin %s is not there for a comparison: %w", name, err)
			}
		}
		all = append(all, column{"XLA, `" + name + "`", "xla:cpu", filepath.Join(home, "xla")})
	}
	return all, nil
}

// pluginFolders are where the plugins of this process's home are: the children have homes of their own.
func pluginFolders() (string, error) {
	if path, ok := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); ok {
		return path, nil
	}
	return plugin.Folder()
}

// agreeLimit bounds one command line on one backend.
const agreeLimit = 5 * time.Minute

// figures are what an answer says about quality.
type figures struct {
	name   string // "loss", "accuracy", "score"
	values []float64
	epochs []int // position of the value in its list, -1 for one that stands alone
}

// figures runs a command line in a process of its own and returns every loss of its answer, in the order of their keys;
// folds tell accuracies only, trials scores. Of the home only XLA's compiled programs stay.
func (c column) figures(ctx context.Context, home string, line []string) (figures, error) {
	if err := os.RemoveAll(filepath.Join(home, "runs")); err != nil {
		return figures{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return figures{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, agreeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, append(slices.Clone(line), "-json")...)
	cmd.Env = append(os.Environ(), "FMNIST_HOME="+home, "PJRT_PLUGIN_LIBRARY_PATH="+c.plugins, "GOMLX_BACKEND="+c.backend)
	if slices.Contains(line, "-limit") { // the others mean all images
		cmd.Env = append(cmd.Env, "FMNIST_QUICK=1")
	}
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return figures{}, fmt.Errorf("not done within %v", agreeLimit)
	}
	var answer any
	if err == nil {
		err = json.Unmarshal(out, &answer)
	}
	var f figures
	for _, f.name = range []string{"loss", "accuracy", "score"} {
		if f.collect("", -1, answer); len(f.values) > 0 {
			break
		}
	}
	if err == nil && len(f.values) == 0 {
		err = errors.New("the answer has no figures to compare")
	}
	return f, err
}

// collect walks an answer and keeps the numbers whose key names the figure.
func (f *figures) collect(key string, at int, x any) {
	switch x := x.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			name := key
			if strings.Contains(k, f.name) {
				name = f.name
			}
			f.collect(name, -1, x[k])
		}
	case []any:
		for i, v := range x {
			f.collect(key, i, v)
		}
	case float64:
		if key == f.name {
			f.values, f.epochs = append(f.values, x), append(f.epochs, at)
		}
	}
}
