package pretrained

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

// served is the tiny network with its good file on a local server.
func served(t *testing.T) Backbone {
	t.Helper()
	data, err := os.ReadFile("testdata/good.h5")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir("testdata")))
	t.Cleanup(server.Close)
	sum := md5.Sum(data)
	b := tiny()
	b.File = backbone.File{URLs: []string{server.URL + "/gone/good.h5", server.URL + "/good.h5"},
		MD5: hex.EncodeToString(sum[:]), Bytes: int64(len(data))}
	return b
}

// TestLocate goes through the places in their order.
func TestLocate(t *testing.T) {
	b, ctx := served(t), context.Background()
	home, folder := t.TempDir(), t.TempDir()
	t.Setenv("FMNIST_HOME", home)
	t.Setenv(backbone.WeightsEnv, "")
	bytes := int64(0)
	path, err := b.Locate(ctx, "", func(done, _ int64) { bytes = done })
	if want := filepath.Join(home, "weights", "good.h5"); err != nil || path != want || bytes != b.File.Bytes {
		t.Fatalf("download: %s, %v, %d bytes; want %s", path, err, bytes, want)
	}
	if _, err := b.Load(path, ""); err != nil {
		t.Error(err)
	}
	t.Setenv(backbone.WeightsEnv, folder)
	if path, err = b.Locate(ctx, "", nil); err != nil || filepath.Dir(path) != filepath.Join(home, "weights") {
		t.Errorf("an empty %s hides the cache: %s, %v", backbone.WeightsEnv, path, err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "good.h5"), good)
	if path, err = b.Locate(ctx, "", nil); err != nil || filepath.Dir(path) != folder {
		t.Errorf("%s is not preferred: %s, %v", backbone.WeightsEnv, path, err)
	}
	write(t, filepath.Join(folder, "good.h5"), good[1:])
	if _, err = b.Locate(ctx, "", nil); err == nil || !strings.Contains(err.Error(), "is not Keras' file for Tiny") {
		t.Errorf("a wrong file passes: %v", err)
	}
	if path, err = b.Locate(ctx, "testdata/keras1.h5", nil); err != nil || path != "testdata/keras1.h5" {
		t.Errorf("a named file: %s, %v", path, err)
	}
	if _, err = b.Locate(ctx, "testdata/absent.h5", nil); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a named file that is not there: %v", err)
	}
}

func TestLocateNowhere(t *testing.T) {
	b := served(t)
	b.File.URLs = b.File.URLs[:1]
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv(backbone.WeightsEnv, "")
	_, err := b.Locate(context.Background(), "", nil)
	checkSentence(t, "good.h5", err, []string{"weights of Tiny cannot be downloaded", backbone.WeightsEnv, "-weights"})
}
