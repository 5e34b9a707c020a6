package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without a network, Jupyter or data, the set-up has one thing to say: what to do about Jupyter. The data come later.
func TestLabOfflineIsOneSentence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	index := l.Addr().String()
	_ = l.Close() // nobody answers there
	bin := t.TempDir()
	python := "#!/bin/sh\n" + `case "$1 $#" in
"-c 2") echo '{"Version": [3, 12, 0], "Pip": "/pip.whl", "Index": "http://` + index + `/simple"}';;
*) echo '["jupyterlab"]';;
esac
`
	if err := os.WriteFile(filepath.Join(bin, "python3"), []byte(python), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("FMNIST_PYTHON", "")
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_DATA", t.TempDir())
	t.Setenv("HTTP_PROXY", "")
	t.Setenv("http_proxy", "")
	code, out, notes := fmnist(t, "lab", "-no-browser")
	if code != 1 || out != "" || strings.Count(notes, "\n") != 1 ||
		!strings.Contains(notes, "no network (127.0.0.1 does not answer), and JupyterLab has to be fetched once") {
		t.Errorf("exit %d, printed %q, said:\n%s", code, out, notes)
	}
}
