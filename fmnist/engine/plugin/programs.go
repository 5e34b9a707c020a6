package plugin

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Programs are the compiled programs of a plugin on the disk, in Folder()/compiled, a file each. FMNIST_COMPILED=off
// does without. Nothing depends on them but time: a file that cannot be read, or whose checksum is wrong, is compiled
// again.
type Programs struct {
	dir   string
	salt  []byte // what a compiled program depends on besides program and options
	limit int64  // of all files, in bytes
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
	h := sha256.Sum256(raw)
	return h[:]
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
