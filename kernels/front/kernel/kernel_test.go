package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

func request(t testing.TB, kind, session, date string) *wire.Message {
	t.Helper()
	header, err := json.Marshal(wire.Header{ID: kind + date, Session: session, Type: kind, Date: date})
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.Decode("", [][]byte{[]byte("<IDS|MSG>"), nil, header, []byte("{}"), []byte("{}"), []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestQueue(t *testing.T) {
	q := newQueue()
	for _, kind := range []string{"execute_request", "complete_request", "execute_request"} {
		q.put(request(t, kind, "s", ""))
	}
	if taken := q.takeCells(); len(taken) != 2 {
		t.Errorf("%d cells were taken", len(taken))
	}
	if m := q.next(); m.Header.Type != "complete_request" || !q.empty() {
		t.Errorf("left %s", m.Header.Type)
	}
	q.put(request(t, "execute_request", "s", ""))
	q.clear()
	if !q.empty() {
		t.Error("not cleared")
	}
}

// An interrupt that overtakes a cell stops it all the same, but no cell of later, of another client, or without a date.
func TestInterruptOvertakes(t *testing.T) {
	q := newQueue()
	q.stop(request(t, "interrupt_request", "a", "2026-01-01T10:00:05Z"))
	for _, c := range []struct {
		session, date string
		want          bool
	}{
		{"a", "2026-01-01T10:00:04.9Z", true}, {"a", "2026-01-01T10:00:05.1Z", false},
		{"b", "2026-01-01T10:00:04Z", false}, {"a", "", false},
	} {
		if got := q.wasStopped(request(t, "execute_request", c.session, c.date)); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestHistory(t *testing.T) {
	f := &Front{history: []entry{{1, "a := 1"}, {2, "b/c\nd"}, {3, "a := 1"}}}
	for _, c := range []struct {
		ask  wire.Content
		want string
	}{
		{wire.Content{"hist_access_type": "tail", "n": 2}, `[[0,2,"b/c\nd"],[0,3,"a := 1"]]`},
		{wire.Content{"hist_access_type": "range", "start": 1, "stop": 3, "n": 1}, `[[0,1,"a := 1"],[0,2,"b/c\nd"]]`},
		{wire.Content{"hist_access_type": "range", "start": 3, "output": true}, `[[0,3,["a := 1",null]]]`},
		{wire.Content{"hist_access_type": "search", "pattern": "*c*d"}, `[[0,2,"b/c\nd"]]`},
		{wire.Content{"hist_access_type": "search", "pattern": "a*", "unique": true}, `[[0,1,"a := 1"]]`},
		{wire.Content{"hist_access_type": "search", "pattern": "[", "n": 1}, `[]`},
	} {
		if got, _ := json.Marshal(f.search(c.ask)); string(got) != c.want {
			t.Errorf("%v: %s, want %s", c.ask, got, c.want)
		}
	}
}

func TestModules(t *testing.T) {
	got := modules([]string{"gonb", "-go_work=/a b/c,/d,relative", "-raw_error"})
	if strings.Join(got, "|") != "/a b/c|/d" || modules(nil) != nil {
		t.Errorf("%q", got)
	}
}

func TestFarewell(t *testing.T) {
	for text, want := range map[string]bool{
		"exit status 2\n": true, "^C\nsignal: interrupt\n": true, "signal: killed\n": true, "exit status 2": false,
		"my exit status 2\n": false,
	} {
		if farewell.MatchString(text) != want {
			t.Errorf("%q", text)
		}
	}
}

func TestLSP(t *testing.T) {
	var b bytes.Buffer
	for _, text := range []string{`{"id":1}`, `{"method":"é"}`} {
		if err := writeLSP(&b, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	r := bufio.NewReader(&b)
	for _, want := range []string{`{"id":1}`, `{"method":"é"}`} {
		if got, err := readLSP(r); err != nil || string(got) != want {
			t.Errorf("%q, %v", got, err)
		}
	}
	for _, text := range []string{"", "Content-Length: 5\r\n\r\nabc", "Content-Length: -1\r\n\r\n", "X: 1\r\n\r\n",
		"Content-Length: 99999999999\r\n\r\n"} {
		if _, err := readLSP(bufio.NewReader(strings.NewReader(text))); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func FuzzLSP(f *testing.F) {
	f.Add("Content-Length: 2\r\n\r\n{}")
	f.Add("Content-Length: 9\r\nX: y\r\n\r\n{")
	f.Fuzz(func(t *testing.T, text string) {
		r := bufio.NewReader(strings.NewReader(text))
		for {
			if _, err := readLSP(r); err != nil {
				return
			}
		}
	})
}
