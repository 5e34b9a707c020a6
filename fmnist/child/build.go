package child

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// SourceEnv names the folder of these sources where the program does not know it, being built with -trimpath.
const SourceEnv = "FMNIST_SOURCE"

// Build is the command that executes: fmnist of the sources that this program was built from, in FMNIST_HOME/child. It
// is built when there is none of exactly these sources, Go version and flags, which takes seconds, or minutes with
// empty caches.
func (b Builder) Build(ctx context.Context) (*exec.Cmd, error) {
	binary, err := b.built(ctx)
	if err != nil {
		return nil, fmt.Errorf("the program that computes for this cell cannot be built: %w", err)
	}
	return exec.Command(binary, "execute"), nil
}

// Builder makes the command that executes. The zero value is that of the cell itself.
type Builder struct {
	// Env are variables (NAME=value) that the cells will have and this process has not.
	Env []string
	// Say hears before something is built; nil for nobody.
	Say func(sentence string)
}

// environ is the cell's environment.
func (b Builder) environ() []string { return append(os.Environ(), b.Env...) }

func (b Builder) getenv(name string) string {
	for _, e := range slices.Backward(b.Env) {
		if value, ok := strings.CutPrefix(e, name+"="); ok {
			return value
		}
	}
	return os.Getenv(name)
}

func (b Builder) built(ctx context.Context) (string, error) {
	source, err := b.source()
	if err != nil {
		return "", err
	}
	key, err := b.key(source)
	if err != nil {
		return "", err
	}
	dir, err := home.Dir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "child")
	binary := filepath.Join(dir, "fmnist-"+key)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if b.Say != nil {
		b.Say("building the program that computes, once for these sources")
	}
	return binary, b.compile(ctx, source, dir, binary)
}

// compile builds beside its place and moves the binary there, so that nobody ever starts a half of one.
func (b Builder) compile(ctx context.Context, source, dir, binary string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, ".building-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if err := temporary.Close(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", temporary.Name(), "-tags", b.tags(), "./cmd/fmnist")
	cmd.Dir = source
	cmd.Env = append(b.environ(), "GOWORK=off") // GoNB's workspace is of the cell's module
	if out, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("go build in %s: %w\n%s", source, err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(temporary.Name(), binary); err != nil {
		return err
	}
	return prune(dir)
}

// binariesKept are enough to go back and forth between a few versions of the sources; each has some 40 MB.
const binariesKept = 4

func prune(dir string) error {
	found, err := filepath.Glob(filepath.Join(dir, "fmnist-*"))
	if err != nil {
		return err
	}
	age := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0 // somebody else removed it
		}
		return info.ModTime().UnixNano()
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(age(b), age(a)) })
	var errs []error
	for _, path := range found[min(binariesKept, len(found)):] {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// source is the folder of the module that this program was built from.
func (b Builder) source() (string, error) {
	if dir := b.getenv(SourceEnv); dir != "" {
		return dir, nil
	}
	_, file, _, ok := runtime.Caller(0)
	dir := filepath.Dir(filepath.Dir(filepath.Dir(file))) // fmnist/child/build.go
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); !ok || err != nil {
		return "", fmt.Errorf("its sources are not in %s; set %s to the folder of gofmnist's go.mod", dir, SourceEnv)
	}
	return dir, nil
}

// key is the identity of a child: a hash over the sources, the Go version and what else decides what is built.
func (b Builder) key(source string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOOS, runtime.GOARCH, b.tags(), b.getenv("GOFLAGS"),
		b.getenv("GOEXPERIMENT"))
	for _, part := range []string{"go.mod", "go.sum", "fmnist", "cmd", "kernels"} {
		if err := hashTree(h, source, part); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil // 64 bits: a handful of binaries never collide
}

// hashTree hashes what can go into a binary: everything but tests, their data and hidden files.
func hashTree(h hash.Hash, source, part string) error {
	return filepath.WalkDir(filepath.Join(source, part), func(path string, d fs.DirEntry, err error) error {
		name := filepath.Base(path)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if name == "testdata" || strings.HasPrefix(name, ".") {
				return filepath.SkipDir
			}
			return nil
		case !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "."):
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		fmt.Fprintln(h, strings.TrimPrefix(path, source))
		_, err = io.Copy(h, file)
		return err
	})
}

// tags says whether the child links XLA: where a backend of XLA is asked for, or a CUDA plugin meets a device; and only
// with a C compiler, which XLA's binding needs. Linking it anywhere else would only make the child larger and slower to
// start.
func (b Builder) tags() string {
	if !strings.HasPrefix(b.getenv("GOMLX_BACKEND"), "xla") && !cuda() {
		return ""
	}
	for _, compiler := range []string{os.Getenv("CC"), "gcc", "clang", "cc"} {
		if compiler == "" {
			continue
		}
		if _, err := exec.LookPath(compiler); err == nil {
			return "xla"
		}
	}
	return ""
}

// cuda reports whether there is an NVIDIA device and a plugin for it.
func cuda() bool {
	_, err := os.Stat("/dev/nvidiactl")
	return err == nil && cudaPlugin()
}

// cudaPlugin reports whether a CUDA plugin lies where package engine/plugin looks, which this package does not link.
func cudaPlugin() bool {
	if path, ok := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); ok {
		return path != ""
	}
	bases := []string{"/usr/local/lib/go-xla"}
	if dir, err := home.Dir(); err == nil {
		bases = append(bases, filepath.Join(dir, "xla"))
	}
	if dir, err := os.UserHomeDir(); err == nil {
		bases = append(bases, filepath.Join(dir, ".local", "lib", "go-xla"))
	}
	for _, base := range bases {
		for _, pattern := range []string{"*cuda*", "*/*cuda*"} {
			if found, _ := filepath.Glob(filepath.Join(base, pattern)); found != nil { // the pattern is well formed
				return true
			}
		}
	}
	return false
}
