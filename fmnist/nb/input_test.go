//go:build unix

package nb

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answer makes lines come from text.
func answer(t *testing.T, text string) {
	t.Helper()
	old := answers
	r := bufio.NewReader(strings.NewReader(text))
	answers = func() *bufio.Reader { return r }
	t.Cleanup(func() { answers = old })
}

func TestInput(t *testing.T) {
	k := startKernel(t)
	answer(t, "Ada Lovelace\r\nlast line")
	for _, want := range []string{"Ada Lovelace", "last line"} {
		if got, err := Input("Name: "); err != nil || got != want {
			t.Errorf("%q, %v", got, err)
		}
	}
	if _, err := Input("again"); !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), `"again"`) {
		t.Errorf("at the end: %v", err)
	}
	asked := k.shown()
	if r, ok := asked[0].Data[inputMIME].(inputRequest); !ok || r.Prompt != "Name: " {
		t.Errorf("asked %+v", asked[0])
	}
}

func TestInputWhereNobodyCanAnswer(t *testing.T) {
	startKernel(t)
	dir := t.TempDir()
	t.Setenv(frontVar, dir)
	if err := os.WriteFile(filepath.Join(dir, silent), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Input("Name: "); !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "nobody can type here") {
		t.Error(err)
	}
}
