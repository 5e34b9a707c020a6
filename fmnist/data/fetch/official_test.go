package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// TestCompleteBringsWhatIsMissing downloads a few files from the second mirror, once, and repairs one.
func TestCompleteBringsWhatIsMissing(t *testing.T) {
	shelf, dir := t.TempDir(), t.TempDir()
	var files []data.OfficialFile
	for i, name := range []string{"a.gz", "b.gz", "c.gz"} {
		content := noise(1000*(i+1), uint64(i))
		sum := sha256.Sum256(content)
		files = append(files, data.OfficialFile{Name: name, Size: int64(len(content)),
			SHA256: hex.EncodeToString(sum[:])})
		if err := os.WriteFile(filepath.Join(shelf, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	address, asked := serve(t, http.StripPrefix("/file", http.FileServer(http.Dir(shelf))).ServeHTTP)
	mirrors := []string{address + "/nowhere/", address}
	var seen []string
	damage := false
	progress := func(file string, done, total int64) {
		if done == total && !slices.Contains(seen, file) {
			seen = append(seen, file)
		}
	}
	for _, want := range []int{6, 6, 8} { // all by way of the first mirror; none; the one that was damaged
		if err := complete(context.Background(), dir, files, mirrors, progress); err != nil {
			t.Fatal(err)
		}
		if *asked != want || len(seen) != 3 {
			t.Errorf("%d requests instead of %d, progress of %v", *asked, want, seen)
		}
		if damage {
			if err := os.WriteFile(filepath.Join(dir, "b.gz"), noise(2000, 99), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		damage = true
	}
}

// TestMirrorsAreSafe: https, every one of them.
func TestMirrorsAreSafe(t *testing.T) {
	for _, mirror := range Mirrors() {
		u, err := url.Parse(mirror)
		if err != nil || u.Scheme != "https" || secure(u) != nil {
			t.Errorf("%s: %v", mirror, err)
		}
	}
}

// TestLoadDownloads lets data.Load bring the real files from a server here into an empty cache.
func TestLoadDownloads(t *testing.T) {
	shelf := os.Getenv("FMNIST_DATA")
	for _, f := range data.OfficialFiles() {
		if Verify(filepath.Join(shelf, f.Name), Checksum{SHA256: f.SHA256, Size: f.Size}) != nil {
			t.Skip("FMNIST_DATA does not name the folder of the official files")
		}
	}
	address, asked := serve(t, http.StripPrefix("/file", http.FileServer(http.Dir(shelf))).ServeHTTP)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_DATA", "")
	for range 2 {
		d, err := data.Load(context.Background(), data.Options{Download: From([]string{address}, nil)})
		if err != nil || !d.Official || *asked != 4 {
			t.Fatalf("official %v, %d requests, %v", d.Official, *asked, err)
		}
	}
}

func TestFailuresAreOneShortSentence(t *testing.T) {
	dest := filepath.Join(t.TempDir(), "file.bin")
	long := strings.Repeat("x", 5000)
	angry, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Range", long)
		w.WriteHeader(http.StatusPartialContent)
	})
	elsewhere, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://example.invalid/"+long, http.StatusFound)
	})
	round, _ := serve(t, func(w http.ResponseWriter,
		r *http.Request) {
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	})
	urls := []string{"http://example.invalid/file", "ftp://example.invalid/file", "https://a.invalid/x",
		"https://b.invalid/x",
		"https:///nowhere", angry, elsewhere, round}
	err := File(context.Background(), dest, urls, wantedSum(), nil)
	if err == nil {
		t.Fatal("nothing serves the file, but it came")
	}
	for _, want := range []string{"is plain http", "is no https address", "a.invalid and b.invalid did not answer",
		"sent another part", "redirects to an address that is plain http", "redirects without end"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the sentence lacks %q: %v", want, err)
		}
	}
	if n := len(err.Error()); n > 700 || strings.ContainsAny(err.Error(), "\n\r\x1b") {
		t.Errorf("%d characters: %q", n, err)
	}
}
