package install

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// served answers the installer's requests from memory.
type served map[string][]byte

func (s served) RoundTrip(r *http.Request) (*http.Response, error) {
	for part, body := range s {
		if strings.Contains(r.URL.String(), part) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body)),
				Header: http.Header{}, Request: r}, nil
		}
	}
	return &http.Response{StatusCode: http.StatusNotFound, Status: "404 Not Found", Body: http.NoBody,
		Header: http.Header{}, Request: r}, nil
}

// asset is a release's archive with one plugin of that many bytes.
func asset(t *testing.T, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	name := "pjrt_c_api_cpu_" + releaseVersion + "_plugin.so"
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(size)}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if w.Close() != nil || z.Close() != nil {
		t.Fatal("the archive cannot be written")
	}
	return out.Bytes()
}

func TestRelease(t *testing.T) {
	before := http.DefaultTransport
	defer func() { http.DefaultTransport = before }()
	platform := runtime.GOOS + "_" + runtime.GOARCH
	url := fmt.Sprintf("https://example.org/pjrt_cpu_%s.tar.gz", platform)
	list := []byte(`{"assets":[{"browser_download_url":"` + url + `"}]}`)
	for _, c := range []struct {
		name string
		s    served
		want string // in the error, "" for none
	}{
		{"whole", served{"releases/tags": list, "pjrt_cpu_": asset(t, 1000)}, ""},
		{"missing asset", served{"releases/tags": list}, "404"},
		{"no release", served{}, "404"},
		{"not encrypted", served{"releases/tags": bytes.Replace(list, []byte("https"), []byte("http"), 1),
			"pjrt_cpu_": asset(t, 1000)}, "not encrypted"},
		{"no archive", served{"releases/tags": list, "pjrt_cpu_": []byte("<html>")}, "could not be fetched"},
	} {
		http.DefaultTransport = c.s
		home := t.TempDir()
		t.Setenv("FMNIST_HOME", home)
		path, err := Install(t.Context(), Source{Name: "cpu-release"}, Options{})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "":
			if info, err := os.Lstat(path); err != nil || info.Size() != 1000 || !info.Mode().IsRegular() {
				t.Errorf("%s: %v %v", c.name, info, err)
			}
		case err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: %v", c.name, err)
		}
		if left, _ := filepath.Glob(filepath.Join(home, "xla", ".staged*")); len(left) > 0 {
			t.Errorf("%s: left over %v", c.name, left)
		}
	}
}

func TestBounded(t *testing.T) {
	b := &bounded{ctx: t.Context(), base: served{"x": make([]byte, 100)}}
	b.left.Store(150)
	client := http.Client{Transport: b}
	for i, ok := range []bool{true, false} {
		resp, err := client.Get("https://example.org/x")
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.ReadAll(resp.Body)
		if resp.Body.Close() != nil || (err == nil) != ok {
			t.Errorf("download %d: %v", i, err)
		}
	}
}
