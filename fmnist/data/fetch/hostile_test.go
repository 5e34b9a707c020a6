package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The command is: go test ./fmnist/data/fetch -run TestHostileMirror -hostile 50 -v
var hostile = flag.Int("hostile", 50, "downloads from the hostile mirror")

// hostility is a way to misbehave, with a dice of its own.
type hostility struct {
	name  string
	serve func(w http.ResponseWriter, r *http.Request, dice *rand.Rand)
}

// hostilities are what a broken, captured or malicious server can do to a client.
var hostilities = []hostility{
	{"a body without end", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		junk := noise(1<<16, dice.Uint64()>>40)
		for {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	}},
	{"one byte at a time", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		for r.Context().Err() == nil {
			w.Write([]byte{1})
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}},
	{"silence", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) { <-r.Context().Done() }},
	{"silence in the middle", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		w.Write(wanted[:dice.IntN(len(wanted))])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}},
	{"one byte per connection", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) { cutting(1)(w, r) }},
	{"cut anywhere", func(w http.ResponseWriter, r *http.Request,
		dice *rand.Rand) {
		cutting(1+dice.IntN(len(wanted)))(w, r)
	}},
	{"a lying length", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		w.Header().Set("Content-Length", fmt.Sprint(dice.Int64()))
		w.Write(wanted)
	}},
	{"a lying range", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", dice.Int64(), dice.Int64(), dice.Int64()))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(wanted[:1000])
	}},
	{"a flipped bit", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		copied := bytes.Clone(wanted)
		copied[dice.IntN(len(copied))] ^= 1 << dice.IntN(8)
		w.Write(copied)
	}},
	{"a redirect to plain http", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		http.Redirect(w, r, "http://203.0.113.7/file", http.StatusMovedPermanently)
	}},
	{"a redirect to a file", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	}},
	{"redirects in a circle", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		http.Redirect(w, r, fmt.Sprintf("%s?%d", r.URL.Path, dice.Uint32()), http.StatusTemporaryRedirect)
	}},
	{"a gzip bomb", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 100 {
			z.Write(make([]byte, 1<<20))
		}
		z.Close()
	}},
	{"endless headers", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		for i := range 5000 {
			w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("a", 100))
		}
		w.Write(wanted)
	}},
	{"an odd status", func(w http.ResponseWriter, r *http.Request,
		dice *rand.Rand) {
		w.WriteHeader(200 + dice.IntN(700))
	}},
	{"no HTTP at all", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		conn.Write(noise(1+dice.IntN(5000), dice.Uint64()>>40))
		conn.Close()
	}},
	{"a login page", func(w http.ResponseWriter, r *http.Request, dice *rand.Rand) {
		io.WriteString(w, "<html>\x1b[31mpay here\n")
	}},
}

// TestHostileMirror: every download from a mirror that misbehaves in its own way at each request ends soon, with the
// right file or with one short sentence, and never has more on the disk than the file's size; the good mirror behind it
// then brings the file, whatever was left.
func TestHostileMirror(t *testing.T) {
	defer func(a, b time.Duration, c int64) { stall, grace, slowest = a, b, c }(stall, grace, slowest)
	stall, grace, slowest = 200*time.Millisecond, 300*time.Millisecond, 700_000 // 1.3 s in all
	fine, _ := serve(t, good)
	downloads := *hostile
	if testing.Short() {
		downloads = min(downloads, len(hostilities))
	}
	for seed := range downloads {
		dice := rand.New(rand.NewPCG(uint64(seed), 14))
		way := hostilities[seed%len(hostilities)]
		first, name := true, way.name
		bad, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if first = first || dice.IntN(3) == 0; !first { // afterwards now and then another
				way = hostilities[dice.IntN(len(hostilities))]
			}
			first = false
			way.serve(w, r, dice)
		})
		dir, began := t.TempDir(), time.Now()
		dest := filepath.Join(dir, "file.bin")
		err := File(context.Background(), dest, []string{bad}, wantedSum(), func(done, total int64) {
			if done > total {
				t.Errorf("%d %s: %d bytes of %d", seed, name, done, total)
			}
		})
		if info, statErr := os.Stat(dest + ".part"); statErr == nil && info.Size() > int64(len(wanted)) {
			t.Errorf("%d %s: %d bytes on the disk", seed, name, info.Size())
		}
		if err == nil {
			fetched(t, dest)
		} else if len(err.Error()) > 250 || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%d %s: %q", seed, name, err)
		}
		took := time.Since(began)
		if took > 20*time.Second { // 1.3 s and what a busy machine adds
			t.Errorf("%d %s: took %v", seed, name, took)
		}
		t.Logf("%d %s: %.1f s, %d requests, %v", seed, name, took.Seconds(), *asked, err)
		if err := File(context.Background(), dest, []string{bad, fine}, wantedSum(), nil); err != nil {
			t.Errorf("%d %s, then a good mirror: %v", seed, name, err)
		}
		fetched(t, dest)
	}
}
