package runs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func FuzzDocument(f *testing.F) {
	good := document{Format: format, Slots: map[string]int{"last": 1},
		Snapshots: map[int]snapshot{1: {Epoch: 0, Files: map[string]seal{"w": {}}}}, History: prefixOf(nil)}
	good.Description = []byte("null")
	text, err := good.text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{"format":1,"slots":{"last":3}}`))
	if _, err := parseDocument(text); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := parseDocument(text)
		if err != nil {
			return
		}
		again, err := doc.text()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseDocument(again); err != nil {
			t.Errorf("a document that was read cannot be written: %v", err)
		}
	})
}

func FuzzHistory(f *testing.F) {
	f.Add([]byte("{\"epoch\":1}\n{\"epoch\":2}\n"))
	f.Add([]byte("{\"epoch\":1}\n{\"ep"))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var lines []json.RawMessage
		for line := range bytes.Lines(text) {
			lines = append(lines, bytes.TrimSuffix(line, []byte{'\n'}))
		}
		want := prefixOf(lines)
		records, err := parseHistory(text, want)
		if err == nil && len(records) != len(lines) {
			t.Errorf("%d records of %d lines", len(records), len(lines))
		}
		want.SHA256 = "0"
		if _, err := parseHistory(text, want); err == nil {
			t.Error("accepted with the wrong sum")
		}
	})
}

func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"b":1.0,"a":[1e3,-0,12345678901234567890]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := canonical(text)
		if err != nil {
			return
		}
		twice, err := canonical(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s became %s, %v", once, twice, err)
		}
	})
}

func FuzzSealed(f *testing.F) {
	path := filepath.Join(f.TempDir(), "value")
	if err := writeSealed(path, func(w io.Writer) error {
		_, err := io.WriteString(w,
			"content")
		return err
	}); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte(sealMark))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "value")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		var content []byte
		err := readSealed(path, func(r io.Reader) (err error) { content, err = io.ReadAll(r); return err })
		if err == nil && !bytes.HasPrefix(text, content) {
			t.Errorf("%q is not the beginning of the file", content)
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%v, want ErrDamaged", err)
		}
	})
}
