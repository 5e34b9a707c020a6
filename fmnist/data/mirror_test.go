package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// publish makes the small dataset the official one and serves it.
func publish(t *testing.T) (mirror Mirror, asked *int) {
	t.Helper()
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	before := official
	t.Cleanup(func() { official = before })
	for i, f := range official {
		content, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		official[i] = officialFile{f.name, int64(len(content)), hex.EncodeToString(sum[:])}
	}
	files := http.StripPrefix("/file", http.FileServer(http.Dir(dir)))
	url, asked := serve(t, files.ServeHTTP)
	return Mirror{"here", url}, asked
}

func TestLoadDownloadsOnceAndRepairs(t *testing.T) {
	cache := isolate(t)
	mirror, asked := publish(t)
	var seen []string
	o := Options{Mirrors: []Mirror{{"gone", mirror.URL + "/nowhere/"}, mirror}, Progress: func(file string, done, total int64) {
		if done == total && (len(seen) == 0 || seen[len(seen)-1] != file) {
			seen = append(seen, file)
		}
	}}
	load(t, o, small)
	if *asked != 8 || len(seen) != 4 {
		t.Errorf("%d requests, progress of %v", *asked, seen)
	}
	load(t, o, small)
	o.Offline = true
	load(t, o, small)
	if *asked != 8 {
		t.Errorf("%d requests after the data are there", *asked)
	}
	o.Offline = false
	path := filepath.Join(cache, "fashion-mnist", official[0].name)
	content, _ := os.ReadFile(path)
	content[len(content)/2] ^= 16
	write(t, path, content)
	if d := load(t, o, small); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "downloaded again") || *asked != 10 {
		t.Errorf("after damage: notes %v, %d requests", d.Notes, *asked)
	}
}

func TestLoadWithoutAnySource(t *testing.T) {
	isolate(t)
	mirror, asked := publish(t)
	_, err := Load(context.Background(), Options{Mirrors: []Mirror{mirror}, Offline: true})
	if !errors.Is(err, ErrNoData) || *asked != 0 || !strings.Contains(err.Error(), "FMNIST_DATA=synthetic") {
		t.Errorf("offline: %v, %d requests", err, *asked)
	}
	_, err = Load(context.Background(), Options{Mirrors: []Mirror{{"gone", mirror.URL + "/nowhere"}}})
	if !errors.Is(err, ErrNoData) || !strings.Contains(err.Error(), "404") || strings.Contains(err.Error(), "\n") {
		t.Errorf("404 everywhere: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = Load(ctx, Options{Mirrors: []Mirror{mirror}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLoadDownloadsWithoutAUsableCache(t *testing.T) {
	isolate(t)
	mirror, _ := publish(t)
	home := filepath.Join(t.TempDir(), "file")
	write(t, home, nil)
	t.Setenv("FMNIST_HOME", home)
	d := load(t, Options{Mirrors: []Mirror{mirror}}, small)
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "for this time only") {
		t.Errorf("notes %v", d.Notes)
	}
}
