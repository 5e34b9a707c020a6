package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

// TestLabOffersTheKernels starts JupyterLab as `fmnist lab` does and reads its list of kernels.
func TestLabOffersTheKernels(t *testing.T) {
	_, env := ready(t)
	python, err := Find(t.Context())
	if err != nil {
		t.Skip(err)
	}
	port := freePort(t)
	tmp := t.TempDir()
	t.Setenv("FMNIST_HOME", tmp) // for the log
	env = append(env, "JUPYTER_TOKEN=secret", "JUPYTER_CONFIG_DIR="+tmp, "JUPYTER_RUNTIME_DIR="+tmp, "HOME="+tmp)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	address := make(chan string, 9)
	go func() {
		ended <- Lab(ctx, LabOptions{Python: python, Folder: "testdata", Env: env, Port: port, NoBrowser: true,
			Out: writer(func(line string) { address <- line })})
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
		if got.Spec.DisplayName != s.DisplayName || got.Resources["logo-64x64"] == "" ||
			got.Resources["logo-svg"] == "" {
			t.Errorf("%s: %+v", s.Name, got)
		}
	}
	if line := <-address; !strings.Contains(line, fmt.Sprintf(":%d/lab?token=", port)) ||
		strings.Contains(line, "secret") {
		t.Errorf("Lab said %q", line)
	}
	err = Lab(ctx, LabOptions{Python: python, Folder: "testdata", Env: env, Port: port, NoBrowser: true})
	if err == nil || !strings.Contains(err.Error(),
		fmt.Sprintf("ended: the Jupyter server could not be started because port %d is not available", port)) {
		t.Errorf("a second server on the same port: %v", err)
	}
	cancel()
	if err := <-ended; err != nil || len(address) > 0 {
		t.Errorf("Lab returned %v and said %d more lines", err, len(address))
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
