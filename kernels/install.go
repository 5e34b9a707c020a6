package kernels

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Options says where Install writes and what the kernels will run. The zero value installs for the current user, from
// the checkout the working directory lies in.
type Options struct {
	SysPrefix bool      // into the Python environment whose python3 is first in PATH (a virtual environment, say)
	Prefix    string    // into PREFIX/share/jupyter/kernels
	Checkout  string    // root of the checkout; empty finds it upward of the working directory
	CUDA      bool      // the CUDA kernel too, where there is no device to be seen: for images
	Later     []string  // tools that Tools shall build another time, such as Completion()
	Log       io.Writer // progress of downloads and builds; nil discards it
}

// Install writes the kernelspecs, after building the tools they need, and returns their folders. An older install is
// replaced as a whole. Running notebooks keep their kernel until it is restarted.
func Install(ctx context.Context, o Options) ([]string, error) {
	parent, err := o.parent(ctx)
	if err != nil {
		return nil, err
	}
	if o.Checkout, err = Checkout(o.Checkout); err != nil {
		return nil, err
	}
	tools, err := Tools(ctx, o.Checkout, o.Log, o.Later...)
	if err != nil {
		return nil, err
	}
	env, err := goFolders(ctx, o.Checkout)
	if err != nil {
		return nil, err
	}
	m := machine{checkout: o.Checkout, path: tools, env: env}
	if m.front, err = Front(ctx, o.Checkout); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		if o.Log != nil {
			fmt.Fprintln(o.Log, "the kernels are installed without their front:", err)
		}
	}
	var dirs []string
	for _, s := range o.specs() {
		dir := filepath.Join(parent, s.Name)
		files, err := s.files(dir, m)
		if err != nil {
			return nil, err
		}
		if err := replaceFolder(dir, files); err != nil {
			return nil, fmt.Errorf("kernel %s cannot be written into %s; choose another place with --sys-prefix or --prefix: %w",
				s.Name, parent, err)
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}

// specs are the kernels to install.
func (o Options) specs() []Spec {
	if o.CUDA {
		return []Spec{CPU, CUDA}
	}
	return Specs()
}

// parent is the absolute folder that holds kernelspecs.
func (o Options) parent(ctx context.Context) (string, error) {
	switch {
	case o.SysPrefix && o.Prefix != "":
		return "", errors.New("kernels go either into the Python environment or into a prefix: give one of --sys-prefix and --prefix")
	case o.SysPrefix:
		out, err := exec.CommandContext(ctx, "python3", "-c", "import sys; print(sys.prefix)").Output()
		if err != nil {
			return "", fmt.Errorf("--sys-prefix needs a python3 in PATH that says where its environment is: %w", err)
		}
		return filepath.Join(strings.TrimSpace(string(out)), "share", "jupyter", "kernels"), nil
	case o.Prefix != "":
		dir, err := filepath.Abs(o.Prefix)
		return filepath.Join(dir, "share", "jupyter", "kernels"), err
	}
	return userKernels()
}

// userKernels is Jupyter's per-user place, by the rules of jupyter_core.paths.jupyter_data_dir.
func userKernels() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		dir, err := filepath.Abs(dir)
		return filepath.Join(dir, "kernels"), err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("the user's kernels lie below the home directory; set HOME or give --prefix: %w", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter", "kernels"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter", "kernels"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter", "kernels"), nil
}

// replaceFolder writes files beside dir and swaps them in, so that Jupyter never lists half a kernel.
func replaceFolder(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".fmnist-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil { // MkdirTemp's 0700 would hide a kernel in a shared prefix
		return err
	}
	for name, text := range files {
		mode := os.FileMode(0o644)
		if filepath.Ext(name) == ".sh" || filepath.Dir(name) == "bin" || name == "front" {
			mode = 0o755
		}
		path := filepath.Join(tmp, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, mode); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}
