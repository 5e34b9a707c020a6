package kernels

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// tool is a program the kernels call, as the `tool` lines of go.mod name it.
type tool struct{ pkg, module string }

func (t tool) name() string { return filepath.Base(t.pkg) }

// kernelTools: GoNB is the kernel; it calls goimports before every cell and gopls for completion.
var kernelTools = []tool{
	{"github.com/janpfeifer/gonb", "github.com/janpfeifer/gonb"},
	{"golang.org/x/tools/cmd/goimports", "golang.org/x/tools"},
	{"golang.org/x/tools/gopls", "golang.org/x/tools/gopls"},
}

// Tools finds gonb, goimports and gopls in the versions the checkout's go.mod pins, builds those that are missing, and
// returns the folders that hold them and go itself, in the order a PATH needs. Programs the user has in other versions
// are left alone: missing ones are built into Home()/bin. The first build takes about half a minute and needs the
// module cache or a network.
func Tools(ctx context.Context, checkout string, log io.Writer) ([]string, error) {
	checkout, err := Checkout(checkout)
	if err != nil {
		return nil, err
	}
	env, err := goEnv(ctx, checkout, "GOROOT", "GOBIN", "GOPATH")
	if err != nil {
		return nil, err
	}
	want, err := pinned(ctx, checkout)
	if err != nil {
		return nil, err
	}
	own := filepath.Join(Home(), "bin")
	places := slices.DeleteFunc(append([]string{own, env["GOBIN"], filepath.Join(firstPath(env["GOPATH"]), "bin")},
		filepath.SplitList(os.Getenv("PATH"))...), func(dir string) bool { return !filepath.IsAbs(dir) })

	var path []string
	var missing []tool
	for _, t := range kernelTools {
		i := slices.IndexFunc(places, func(dir string) bool { return isVersion(filepath.Join(dir, t.name()), t, want[t.module]) })
		if i < 0 {
			missing = append(missing, t)
			path = append(path, own)
			continue
		}
		path = append(path, places[i])
	}
	if err := build(ctx, checkout, own, missing, log); err != nil {
		return nil, err
	}
	return unique(append(path, filepath.Join(env["GOROOT"], "bin"))), nil
}

// Home is the folder for what this module keeps outside a checkout: FMNIST_HOME, or gofmnist in the user's cache.
func Home() string {
	if dir, err := home.Dir(); err == nil {
		return dir
	}
	return filepath.Join(os.TempDir(), "gofmnist")
}

// pinned maps each tool's module to the version go.mod requires.
func pinned(ctx context.Context, checkout string) (map[string]string, error) {
	args := []string{"list", "-m", "-f", "{{.Path}} {{.Version}}"}
	for _, t := range kernelTools {
		args = append(args, t.module)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s/go.mod does not name the versions of the kernel's tools: %w", checkout, commandError(err))
	}
	versions := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 2 {
			versions[f[0]] = f[1]
		}
	}
	return versions, nil
}

// isVersion reports whether the program at path was built from t at this version.
func isVersion(path string, t tool, version string) bool {
	info, err := buildinfo.ReadFile(path)
	return err == nil && info.Path == t.pkg && info.Main.Version == version
}

// build installs tools into dir.
func build(ctx context.Context, checkout, dir string, tools []tool, log io.Writer) error {
	if len(tools) == 0 {
		return nil
	}
	args := []string{"install"}
	for _, t := range tools {
		args = append(args, t.pkg)
	}
	if log != nil {
		fmt.Fprintf(log, "building %s into %s\n", strings.Join(args[1:], ", "), dir)
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOBIN="+dir, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd.Stdout, cmd.Stderr = tee(&out, log), tee(&out, log)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the Go kernel could not be built in %s; its sources come from the module cache or the network: %w: %s",
			checkout, err, strings.TrimSpace(out.String()))
	}
	return nil
}

func tee(out *bytes.Buffer, log io.Writer) io.Writer {
	if log == nil {
		return out
	}
	return io.MultiWriter(out, log)
}

// firstPath is the first entry of a path list, the one `go install` writes into.
func firstPath(list string) string {
	first, _, _ := strings.Cut(list, string(filepath.ListSeparator))
	return first
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
