package fetch

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// wanted is the file of these tests, long enough for several reads.
var wanted = noise(700_000, 9)

func wantedSum() Checksum {
	a, b := sha256.Sum256(wanted), md5.Sum(wanted)
	return Checksum{SHA256: hex.EncodeToString(a[:]), MD5: hex.EncodeToString(b[:]), Size: int64(len(wanted))}
}

// serve is a mirror that answers with handler; asked counts its requests.
func serve(t *testing.T, handler http.HandlerFunc) (url string, asked *int) {
	t.Helper()
	asked = new(int)
	var lock sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		*asked++
		lock.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/file", asked
}

// good serves the wanted file with ranges.
func good(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "file.bin", time.Time{}, bytes.NewReader(wanted))
}

// cutting serves at most n bytes of each answer and then cuts the connection.
func cutting(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from := 0
		if text := r.Header.Get("Range"); text != "" {
			from, _ = strconv.Atoi(strings.Trim(text, "bytes=-"))
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(wanted)-1, len(wanted)))
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(wanted)-from))
		if from > 0 {
			w.WriteHeader(http.StatusPartialContent)
		}
		w.Write(wanted[from:min(from+n, len(wanted))])
		if from+n < len(wanted) {
			panic(http.ErrAbortHandler)
		}
	}
}

// fetched checks that dest holds the wanted file and nothing is left beside it.
func fetched(t *testing.T, dest string) {
	t.Helper()
	if got, err := os.ReadFile(dest); err != nil || !bytes.Equal(got, wanted) {
		t.Errorf("%s has %d bytes (%v), want %d", dest, len(got), err, len(wanted))
	}
	if regular(dest + ".part") {
		t.Error("the part is left behind")
	}
}

func TestFileOnceThenNeverAgain(t *testing.T) {
	url, asked := serve(t, good)
	dest := filepath.Join(t.TempDir(), "new", "file.bin")
	var last, all int64
	for range 2 {
		if err := File(context.Background(), dest, []string{url}, wantedSum(),
			func(done, total int64) { last, all = done, total }); err != nil {
			t.Fatal(err)
		}
		fetched(t, dest)
	}
	if *asked != 1 || last != int64(len(wanted)) || all != last {
		t.Errorf("%d requests, progress ended at %d of %d", *asked, last, all)
	}
	if err := os.WriteFile(dest, []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := File(context.Background(), dest, []string{url}, wantedSum(), nil); err != nil {
		t.Fatal(err)
	}
	fetched(t, dest)
}

func TestFileResumes(t *testing.T) {
	half, _ := serve(t, cutting(300_000))
	dest := filepath.Join(t.TempDir(), "file.bin")
	if err := File(context.Background(), dest, []string{half}, wantedSum(), nil); err != nil {
		t.Fatal(err) // three requests of one mirror, each bringing something
	}
	fetched(t, dest)

	dest = filepath.Join(t.TempDir(), "file.bin")
	os.WriteFile(dest+".part", wanted[:500_000], 0o644)
	var first int64
	url, _ := serve(t, good)
	err := File(context.Background(), dest, []string{url}, wantedSum(), func(done, _ int64) {
		if first == 0 {
			first = done
		}
	})
	if err != nil || first <= 500_000 {
		t.Errorf("%v, progress began at %d", err, first)
	}
	fetched(t, dest)
}

func TestFileSurvivesOddParts(t *testing.T) {
	noRanges := func(w http.ResponseWriter, r *http.Request) { w.Write(wanted) }
	otherRange := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-9/700000")
		w.WriteHeader(http.StatusPartialContent)
		w.Write(wanted[:10])
	}
	for name, part := range map[string][]byte{
		"damaged": noise(500_000, 1), "too long": noise(800_000, 1), "complete": wanted,
		"complete but damaged": noise(700_000, 1),
	} {
		for server, first := range map[string]http.HandlerFunc{"ranges": good, "no ranges": noRanges,
			"wrong range": otherRange} {
			dest := filepath.Join(t.TempDir(), "file.bin")
			os.WriteFile(dest+".part", part, 0o644)
			a, _ := serve(t, first)
			b, _ := serve(t, good)
			for _, sum := range []Checksum{wantedSum(), {MD5: wantedSum().MD5, Size: wantedSum().Size}} {
				if err := File(context.Background(), dest, []string{a, b}, sum, nil); err != nil {
					t.Errorf("%s part, %s: %v", name, server, err)
				}
				fetched(t, dest)
			}
		}
	}
}

// badMirrors are the ways in which a mirror fails.
var badMirrors = []http.HandlerFunc{
	http.NotFound,
	func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>please log in</html>")) },
	func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		w.(http.Flusher).Flush() // so that no length is announced
		w.Write([]byte("<!DOCTYPE html><html>please log in</html>"))
	},
	func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		w.Write(noise(len(wanted), 77))
	},
	func(w http.ResponseWriter, r *http.Request) {},
	func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
	func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") != "" {
			panic(http.ErrAbortHandler)
		}
		cutting(200_000)(w, r)
	},
}

func TestFileTriesTheNextMirror(t *testing.T) {
	var urls []string
	for _, bad := range badMirrors {
		url, _ := serve(t, bad)
		urls = append(urls, url)
	}
	urls = append(urls, "http://127.0.0.1:1/closed", "::no address::")
	dest := filepath.Join(t.TempDir(), "file.bin")
	err := File(context.Background(), dest, urls, wantedSum(), nil)
	if err == nil || regular(dest) {
		t.Fatalf("bad mirrors gave a file (%v)", err)
	}
	for _, want := range []string{
		"file.bin could not be downloaded: ", "answered 404 Not Found", "sent a web page instead of the file",
		"sent the wrong contents", "has a file of 0 bytes there instead of 700000",
		"answered 503 Service Unavailable", "did not answer: connection refused", "(it is a web page", "is no address",
	} {
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	url, _ := serve(t, good)
	if err := File(context.Background(), dest, append(urls, url), wantedSum(), nil); err != nil {
		t.Error(err)
	}
	fetched(t, dest)
}

func TestFileNeedsAChecksumASizeAndAnAddress(t *testing.T) {
	dest := filepath.Join(t.TempDir(), "file.bin")
	for _, sum := range []Checksum{{}, {Size: 5}, {SHA256: wantedSum().SHA256}} {
		if err := File(context.Background(), dest, []string{"https://localhost:1"}, sum, nil); err == nil {
			t.Errorf("%+v is accepted", sum)
		}
	}
	err := File(context.Background(), dest, nil, wantedSum(), nil)
	if err == nil || !strings.Contains(err.Error(), "no address is given") {
		t.Errorf("no address: %v", err)
	}
}
