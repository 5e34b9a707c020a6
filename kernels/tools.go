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
	"time"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// tool is a program the kernels call, as the `tool` lines of a go.mod in the folder dir of the checkout name it.
type tool struct{ pkg, module, dir string }

func (t tool) name() string { return filepath.Base(t.pkg) }

// kernelTools: GoNB is the kernel; it calls goimports before every cell and gopls for completion. The two have a go.mod
// of their own, to keep what they require out of the graph of modules that require this one.
var kernelTools = []tool{
	{"github.com/janpfeifer/gonb", "github.com/janpfeifer/gonb", "."},
	{"golang.org/x/tools/cmd/goimports", "golang.org/x/tools", "kernels/tools"},
	{"golang.org/x/tools/gopls", "golang.org/x/tools/gopls", "kernels/tools"},
}

// Completion names the tools that only completion needs. gopls is two thirds of what there is to build before a first
// cell.
func Completion() []string { return []string{"gopls"} }

// Tools finds gonb, goimports and gopls in the versions the checkout pins, builds those that are missing, and
// returns the folders that hold them and go itself, in the order a PATH needs. Programs the user has in other versions
// are left alone: missing ones are built into Home()/bin. The first build takes about half a minute and needs the
// module cache or a network. Those named in later are not built; PATH names the folder where they will be.
func Tools(ctx context.Context, checkout string, log io.Writer, later ...string) ([]string, error) {
	found, err := find(ctx, checkout)
	if err != nil {
		return nil, err
	}
	now := slices.DeleteFunc(found.missing, func(t tool) bool { return slices.Contains(later, t.name()) })
	return found.path, build(ctx, found.checkout, now, log, "go")
}

// Complete builds the tools that Completion names, where they are missing, without getting in the way of running cells.
func Complete(ctx context.Context, checkout string) error {
	found, err := find(ctx, checkout)
	if err != nil {
		return err
	}
	command := []string{"go"}
	if nice, err := exec.LookPath("nice"); err == nil {
		command = []string{nice, "-n", "19", "go"}
	}
	return build(ctx, found.checkout, found.missing, nil, command...)
}

// tools is what find finds: the folders for a PATH, and what has to be built into the first of them.
type tools struct {
	checkout string
	path     []string
	missing  []tool
}

// find looks for the tools in their pinned versions.
func find(ctx context.Context, checkout string) (tools, error) {
	checkout, err := Checkout(checkout)
	if err != nil {
		return tools{}, err
	}
	env, err := goEnv(ctx, checkout, "GOROOT", "GOBIN", "GOPATH")
	if err != nil {
		return tools{}, err
	}
	want, err := pinned(ctx, checkout)
	if err != nil {
		return tools{}, err
	}
	places := slices.DeleteFunc(append([]string{ownBin(), env["GOBIN"], filepath.Join(firstPath(env["GOPATH"]), "bin")},
		filepath.SplitList(os.Getenv("PATH"))...), func(dir string) bool { return !filepath.IsAbs(dir) })
	out := tools{checkout: checkout}
	for _, t := range kernelTools {
		i := slices.IndexFunc(places, func(dir string) bool {
			return isVersion(filepath.Join(dir, t.name()), t,
				want[t.module])
		})
		if i < 0 {
			out.missing = append(out.missing, t)
			i = 0 // ownBin, into which it will be built
		}
		out.path = append(out.path, places[i])
	}
	out.path = unique(append(out.path, filepath.Join(env["GOROOT"], "bin")))
	return out, nil
}

// ownBin is where missing tools are built.
func ownBin() string { return filepath.Join(Home(), "bin") }

// Home is the folder for what this module keeps outside a checkout: FMNIST_HOME, or gofmnist in the user's cache.
func Home() string {
	if dir, err := home.Dir(); err == nil {
		return dir
	}
	return filepath.Join(os.TempDir(), "gofmnist")
}

// byDir groups tools by the folder of their go.mod.
func byDir(tools []tool) map[string][]tool {
	groups := map[string][]tool{}
	for _, t := range tools {
		groups[t.dir] = append(groups[t.dir], t)
	}
	return groups
}

// pinned maps each tool's module to the version its go.mod requires.
func pinned(ctx context.Context, checkout string) (map[string]string, error) {
	versions := map[string]string{}
	for dir, tools := range byDir(kernelTools) {
		args := []string{"list", "-m", "-f", "{{.Path}} {{.Version}}"}
		for _, t := range tools {
			args = append(args, t.module)
		}
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = filepath.Join(checkout, dir)
		cmd.Env = append(os.Environ(), "GOWORK=off")
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%s/go.mod does not name the versions of the kernel's tools: %w", cmd.Dir,
				commandError(err))
		}
		for line := range strings.Lines(string(out)) {
			if f := strings.Fields(line); len(f) == 2 {
				versions[f[0]] = f[1]
			}
		}
	}
	return versions, nil
}

// isVersion reports whether the program at path was built from t at this version.
func isVersion(path string, t tool, version string) bool {
	info, err := buildinfo.ReadFile(path)
	return err == nil && info.Path == t.pkg && info.Main.Version == version
}

// build installs tools into ownBin; command is how to call go.
func build(ctx context.Context, checkout string, tools []tool, log io.Writer, command ...string) error {
	for folder, group := range byDir(tools) {
		if err := buildIn(ctx, filepath.Join(checkout, folder), group, log, command); err != nil {
			return err
		}
	}
	return nil
}

// buildIn builds the tools of one go.mod.
func buildIn(ctx context.Context, folder string, tools []tool, log io.Writer, command []string) error {
	dir := ownBin()
	args := append(command[1:len(command):len(command)], "install")
	for _, t := range tools {
		args = append(args, t.pkg)
	}
	if log != nil {
		fmt.Fprintf(log, "building %s into %s\n", strings.Join(args[len(command):], ", "), dir)
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, command[0], args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOBIN="+dir, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd.WaitDelay = time.Second // stopped, go leaves compilers behind that hold its output
	cmd.Stdout, cmd.Stderr = tee(&out, log), tee(&out, log)
	if err := cmd.Run(); err != nil {
		if stopped := ctx.Err(); stopped != nil {
			return stopped
		}
		return fmt.Errorf("the Go kernel could not be built in %s; its sources come from the module cache or the network: %w: %s",
			folder, err, strings.TrimSpace(out.String()))
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
