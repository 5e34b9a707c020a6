package plugin

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestProgramsAreKept(t *testing.T) {
	p := &Programs{filepath.Join(t.TempDir(), "compiled"), []byte("this machine"), 1 << 20}
	key := p.key([]byte("mlir"), []byte("module @a {body}"), []byte("options"))
	if p.read(key) != nil {
		t.Error("something in an empty folder")
	}
	p.write(key, []byte("program"))
	if !bytes.Equal(p.read(key), []byte("program")) {
		t.Error("the program is not there")
	}
	damaged, _ := os.ReadFile(p.path(key))
	damaged[2] ^= 1
	for name, content := range map[string][]byte{"a changed byte": damaged, "cut off": damaged[:10], "empty": nil} {
		if err := os.WriteFile(p.path(key), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if p.read(key) != nil {
			t.Errorf("%s: the file is given back", name)
		}
	}
}

// A program is the same under another title, and another one with any other part.
func TestProgramsKey(t *testing.T) {
	p, q := &Programs{salt: []byte("this machine")}, &Programs{salt: []byte("another")}
	first := p.key([]byte("mlir"), []byte("module @a {body}"), []byte("options"))
	if got := p.key([]byte("mlir"), []byte("module @another_title {body}"), []byte("options")); got != first {
		t.Error("the title is part of the key")
	}
	for name, got := range map[string]string{
		"format":  p.key([]byte("hlo"), []byte("module @a {body}"), []byte("options")),
		"body":    p.key([]byte("mlir"), []byte("module @a {bodies}"), []byte("options")),
		"options": p.key([]byte("mlir"), []byte("module @a {body}"), nil),
		"machine": q.key([]byte("mlir"), []byte("module @a {body}"), []byte("options")),
		"seams":   p.key([]byte("mliroptions"), []byte("module @a {body}"), nil),
	} {
		if got == first {
			t.Errorf("another %s gives the same key", name)
		}
	}
}

func TestProgramsStayWithinTheLimit(t *testing.T) {
	p := &Programs{filepath.Join(t.TempDir(), "compiled"), nil, 3 * 1032}
	for i, key := range []string{"a", "b", "c"} {
		p.write(key, make([]byte, 1000))
		old := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(p.path(key), old, old); err != nil {
			t.Fatal(err)
		}
	}
	p.read("a") // used again: b is the oldest now
	p.write("d", make([]byte, 1000))
	for key, kept := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if (p.read(key) != nil) != kept {
			t.Errorf("%s: kept is not %v", key, kept)
		}
	}
}
