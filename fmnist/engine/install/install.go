package install

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// Options say how Install works.
type Options struct {
	// a folder that already has the wheels, for machines without network; "" for the index
	From     string
	Progress func(what string, done, total int64) // bytes of one file; nil: silent
	Say      func(text string)                    // one line; nil: silent
}

func (o Options) say(format string, args ...any) {
	if o.Say != nil {
		o.Say(fmt.Sprintf(format, args...))
	}
}

// Install fetches a source's plugin into plugin.Folder() and returns the plugin's path. What was downloaded whole is
// kept until all of it is there, so a second call goes on where the first was stopped. The plugin that was there before
// is replaced at the end, in one step. Errors are one sentence.
func Install(ctx context.Context, s Source, o Options) (path string, err error) {
	dir, err := plugin.Folder()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("no place for the XLA plugin; set FMNIST_HOME to a folder that can be written: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "install.lock"))
	if _, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil {
		return "", fmt.Errorf("another process is installing into %s: %w", dir, err)
	}
	defer lock.Unlock()
	for _, pattern := range []string{".staged-*", filepath.Join("wheels", "part-*")} { // of a call that was killed
		left, _ := filepath.Glob(filepath.Join(dir, pattern)) // the pattern is well formed
		for _, path := range left {
			_ = os.RemoveAll(path)
		}
	}
	if err := room(dir, s); err != nil {
		return "", err
	}
	staged, err := os.MkdirTemp(dir, ".staged-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(staged)
	if s.Wheels == nil {
		err = release(ctx, staged)
	} else {
		err = wheels(ctx, s, filepath.Join(dir, "wheels"), staged, o)
	}
	if err != nil {
		return "", err
	}
	return place(dir, staged, s)
}

// wheels brings the wheels into a folder that outlives an interruption, and unpacks them.
func wheels(ctx context.Context, s Source, kept, staged string, o Options) error {
	p, err := findPip(ctx, o)
	if err != nil {
		return err
	}
	var files []string
	for i, w := range s.Wheels {
		o.say("%s %s, %s (%d of %d)", w.Project, w.Version, Megabytes(w.Size), i+1, len(s.Wheels))
		file, err := p.fetch(ctx, w, kept, o)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	for _, file := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := unpack(file, staged, s); err != nil {
			return fmt.Errorf("%s cannot be unpacked: %w", filepath.Base(file), err)
		}
	}
	_ = os.RemoveAll(kept) // all of it is unpacked
	return nil
}

// place moves what was staged to where plugin.Find looks, and returns the plugin's path.
func place(dir, staged string, s Source) (string, error) {
	name := "pjrt_c_api_cpu_plugin.so"
	if !s.CUDA() {
		path := filepath.Join(dir, name)
		err := os.Rename(filepath.Join(staged, name), path)
		if notices, e := filepath.Glob(filepath.Join(staged, "licences", "*")); e == nil && err == nil {
			err = replace(filepath.Join(staged, "licences"), filepath.Join(dir, "licences"), len(notices) > 0)
		}
		return path, err
	}
	if err := linkPtxas(filepath.Join(staged, plugin.NVIDIA)); err != nil {
		return "", err
	}
	to := filepath.Join(dir, plugin.NVIDIA)
	return filepath.Join(to, "pjrt_c_api_cuda_plugin.so"), replace(filepath.Join(staged, plugin.NVIDIA), to, true)
}

// replace puts a folder in another's place, if there is one to put.
func replace(from, to string, any bool) error {
	if !any {
		return nil
	}
	old := from + "-old"
	if err := os.Rename(to, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(from, to)
}

// linkPtxas puts NVIDIA's assembler where XLA calls it.
func linkPtxas(dir string) error {
	for _, folder := range []string{"cu13", "cuda_nvcc"} {
		if _, err := os.Stat(filepath.Join(dir, folder, "bin", "ptxas")); err != nil {
			continue
		}
		if err := os.MkdirAll(filepath.Join(dir, "bin"), 0o755); err != nil {
			return err
		}
		return os.Symlink(filepath.Join("..", folder, "bin", "ptxas"), filepath.Join(dir, "bin", "ptxas"))
	}
	return errors.New("the wheels hold no ptxas; the CUDA plugin cannot compile without it")
}

// Megabytes is a size for people.
func Megabytes(n int64) string {
	if n < 1e6 {
		return fmt.Sprintf("%d kB", (n+999)/1000)
	}
	return fmt.Sprintf("%d MB", (n+5e5)/1e6)
}

// room compares the space that an installation takes with what the disk has: the wheels, and unpacked up to four times
// as much (measured: the CPU plugins).
func room(dir string, s Source) error {
	free, ok := freeBytes(dir)
	if need := 5 * s.Size(); ok && free < uint64(need) {
		return fmt.Errorf("installing %s takes up to %s, and the disk of %s has %s; free some space or set FMNIST_HOME to another disk",
			s.Name, Megabytes(need), dir, Megabytes(int64(free)))
	}
	return nil
}

// lastLine is what a program said last, usually its reason.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
