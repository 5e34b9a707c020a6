package wire

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// request is a message as a client sends it.
func request(t testing.TB, key, content string) [][]byte {
	t.Helper()
	raw := [parts][]byte{[]byte(`{"msg_id":"1","session":"s","msg_type":"execute_request","date":"2026-01-02T03:04:05.5Z"}`),
		[]byte("{}"), []byte(`{"tags":["x"]}`), []byte(content)}
	return append([][]byte{[]byte("client"), delimiter, signature(key, raw)}, raw[:]...)
}

func TestRelayPassesBytesOn(t *testing.T) {
	frames := append(request(t, "outer", `{ "code": "x",  "n": 1e0 }`), []byte("buffer"))
	m, err := Decode("outer", frames)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range m.Encode("outer") {
		if !bytes.Equal(f, frames[i]) {
			t.Errorf("frame %d: %q, want %q", i, f, frames[i])
		}
	}
	if bytes.Equal(m.Encode("inner")[2], frames[2]) {
		t.Error("another key gave the same signature")
	}
	c := m.Content()
	if c.Text("code") != "x" || c.Int("n") != 1 || c.Text("n") != "" || c.Int("code") != 0 || c.True("code") {
		t.Errorf("content %v", c)
	}
	if want := time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC); !m.Header.Time().Equal(want) ||
		!m.Parent.Time().IsZero() {
		t.Errorf("time %v", m.Header.Time())
	}
}

func TestAnswer(t *testing.T) {
	m, err := Decode("", request(t, "", "[]"))
	if err != nil || len(m.Content()) != 0 {
		t.Fatal(m.Content(), err)
	}
	a, err := Decode("k", m.Answer("status", Content{"execution_state": "busy"}).Encode("k"))
	if err != nil {
		t.Fatal(err)
	}
	if a.Parent != m.Header || a.Header.Type != "status" || string(a.IDs[0]) != "client" ||
		a.Content().Text("execution_state") != "busy" {
		t.Errorf("%+v", a)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := request(t, "k", "{}")
	for name, frames := range map[string][][]byte{
		"wrong key": request(t, "other", "{}"), "no delimiter": good[2:], "short": good[:5], "nothing": nil,
	} {
		if _, err := Decode("k", frames); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestConnectionFiles(t *testing.T) {
	dir := t.TempDir()
	c, path, err := Private(dir, "/run/kernel-abc.json")
	if err != nil || filepath.Base(path) != "kernel-abc.json" {
		t.Fatal(path, err)
	}
	if back, err := Read(path); err != nil || back != c || back.Key == "" {
		t.Errorf("%+v, %v", back, err)
	}
	if got := (Connection{Transport: "tcp", IP: "127.0.0.1"}).Addr(7); got != "tcp://127.0.0.1:7" {
		t.Error(got)
	}
	for _, text := range []string{"", "[]", `{"signature_scheme":"hmac-md5"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"msg_id":"1"}`), []byte("{}"), []byte(`{"code":"x"}`))
	f.Fuzz(func(t *testing.T, h, p, c []byte) {
		m, err := Decode("", [][]byte{delimiter, nil, h, p, []byte("{}"), c})
		if err != nil {
			return
		}
		if got := m.Encode("")[5]; !bytes.Equal(got, c) {
			t.Errorf("content %q became %q", c, got)
		}
		m.Content().Text("code")
	})
}
