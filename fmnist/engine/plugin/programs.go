package plugin

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Programs are the compiled programs of a plugin on the disk, in Folder()/compiled, a file each. FMNIST_COMPILED=off does
// without. Nothing depends on them but time: a file that cannot be read, or whose checksum is wrong, is compiled again.
type Programs struct {
	dir   string
	salt  []byte // what a compiled program depends on besides program and options
	limit int64  // of all files, in bytes
}

// programsLimit is the size of the folder: a step of LeNet-5 takes 0.3 MB, one of VGG16's some megabytes.
const programsLimit = 256 << 20

// newPrograms says no if there is no folder for them.
func newPrograms(p Plugin, major, minor int) (*Programs, bool) {
	dir, err := Folder()
	info, statErr := os.Stat(p.Path)
	if os.Getenv("FMNIST_COMPILED") == "off" || err != nil || statErr != nil {
		return nil, false
	}
	salt := fmt.Sprintf("%s %d %d|%d.%d|%s|%s|%s", p.Name, info.Size(), info.ModTime().UnixNano(), major, minor, goXLA(),
		processor(), os.Getenv("XLA_FLAGS"))
	return &Programs{filepath.Join(dir, "compiled"), []byte(salt), programsLimit}, true
}

// processor identifies the instructions that compiled programs may use.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	var found []string
	for line := range strings.SplitSeq(string(text), "\n") {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name == "" && found != nil {
			break // the first processor stands for all
		}
		if slices.Contains([]string{"model name", "flags", "Features", "CPU part"}, name) {
			found = append(found, value)
		}
	}
	return runtime.GOARCH + strings.Join(found, "")
}

// key names a program: its parts one after another with their lengths, but not what it is called.
func (p *Programs) key(format, code, options []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{p.salt, format, options, unnamed(code)} {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// unnamed cuts the module's name off a program text: it is the run's title.
func unnamed(code []byte) []byte {
	if rest, ok := bytes.CutPrefix(bytes.TrimSpace(code), []byte("module @")); ok {
		if i := bytes.IndexByte(rest, '{'); i >= 0 {
			return rest[i:]
		}
	}
	return code
}

func (p *Programs) path(key string) string { return filepath.Join(p.dir, key) }

func sum(raw []byte) []byte {
	var h hash.Hash = sha256.New()
	h.Write(raw)
	return h.Sum(nil)
}

// read is nil where there is nothing whole.
func (p *Programs) read(key string) []byte {
	raw, err := os.ReadFile(p.path(key))
	if err != nil || len(raw) <= sha256.Size {
		return nil
	}
	raw, check := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !bytes.Equal(sum(raw), check) {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(p.path(key), now, now) // the least used go first
	return raw
}

func (p *Programs) remove(key string) { _ = os.Remove(p.path(key)) }

// write keeps a program; what cannot be written is compiled again next time.
func (p *Programs) write(key string, raw []byte) {
	if err := writeFile(p.path(key), raw, sum(raw)); err == nil {
		p.tidy()
	}
}

// tidy removes the programs used longest ago while all together are above the limit.
func (p *Programs) tidy() {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return
	}
	var all int64
	var files []os.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			all += info.Size()
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if all <= p.limit {
			return
		}
		if os.Remove(p.path(f.Name())) == nil {
			all -= f.Size()
		}
	}
}
