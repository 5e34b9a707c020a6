package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

// TestLabOffersTheKernels starts JupyterLab as `fmnist lab` does and reads its list of kernels.
func TestLabOffersTheKernels(t *testing.T) {
	t.Parallel()
	_, env := ready(t)
	python, err := Find(t.Context())
	if err != nil {
		t.Skip(err)
	}
	port := freePort(t)
	tmp := t.TempDir()
	env = append(env, "JUPYTER_TOKEN=secret", "JUPYTER_CONFIG_DIR="+tmp, "JUPYTER_RUNTIME_DIR="+tmp, "HOME="+tmp)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- Lab(ctx, python, "testdata", env, "--no-browser", fmt.Sprint("--port=", port), "--ServerApp.port_retries=0", "--log-level=ERROR")
	}()
	url := fmt.Sprintf("http://127.0.0.1:%d/api/kernelspecs?token=secret", port)
	var list struct {
		Kernelspecs map[string]struct {
			Spec struct {
				DisplayName string `json:"display_name"`
			}
			Resources map[string]string
		}
	}
	for try := range 600 { // a busy machine needs many seconds to load JupyterLab
		if err = getJSON(url, &list); err == nil {
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("JupyterLab ended at once: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
		if try == 599 {
			t.Fatal(err)
		}
	}
	for _, s := range kernels.Specs() {
		got := list.Kernelspecs[s.Name]
		if got.Spec.DisplayName != s.DisplayName || got.Resources["logo-64x64"] == "" || got.Resources["logo-svg"] == "" {
			t.Errorf("%s: %+v", s.Name, got)
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Lab returned %v", err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func getJSON(url string, into any) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return json.NewDecoder(response.Body).Decode(into)
}
