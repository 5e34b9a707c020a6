package install

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gomlx/go-xla/installer"
	"github.com/gomlx/gomlx/support/exceptions"
)

// go-xla's own release: its version for go-xla 0.4.1, and the bounds of a download that has none of its own. The
// largest asset takes some 100 MB.
const (
	releaseVersion = "v0.114.0"
	releaseLimit   = 250 << 20
	releaseTime    = 15 * time.Minute
)

// release lets go-xla's installer fetch its plugin into the staged folder. The installer bounds neither time nor bytes
// and does not look at what the server answers, so it gets a transport that does; it prints on the standard output,
// which belongs to the command's result.
func release(ctx context.Context, staged string) error {
	ctx, cancel := context.WithTimeout(ctx, releaseTime)
	defer cancel()
	transport, out, temp := http.DefaultTransport, os.Stdout, os.Getenv("TMPDIR")
	b := &bounded{ctx: ctx, base: transport}
	b.left.Store(releaseLimit)
	http.DefaultTransport, os.Stdout = b, os.Stderr
	_ = os.Setenv("TMPDIR", staged) // what is left of a download that failed goes with the folder
	defer func() {
		http.DefaultTransport, os.Stdout = transport, out
		_ = os.Setenv("TMPDIR", temp)
	}()
	var err error
	caught := exceptions.TryCatch[error](func() {
		err = installer.CPUInstall(runtime.GOOS+"_"+runtime.GOARCH, releaseVersion, staged, false, installer.Quiet)
	})
	if err = errors.Join(caught, err); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Errorf("go-xla's release %s could not be fetched (%s); call the command again with a network, or choose another source (fmnist xla install -list)", releaseVersion, line)
	}
	path, err := filepath.EvalSymlinks(filepath.Join(staged, "pjrt_c_api_cpu_plugin.so"))
	if err != nil {
		return fmt.Errorf("go-xla's release %s holds no plugin: %w", releaseVersion, err)
	}
	name := filepath.Join(staged, "pjrt_c_api_cpu_plugin.so")
	if err := os.Remove(name); err != nil {
		return err
	}
	return os.Rename(path, name)
}

// bounded is a transport for a limited time and number of bytes, over TLS, and without answers that are no success.
type bounded struct {
	ctx  context.Context
	base http.RoundTripper
	left atomic.Int64
}

// RoundTrip refuses what is out of bounds.
func (b *bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		return nil, fmt.Errorf("%s is not encrypted", r.URL.Redacted())
	}
	resp, err := b.base.RoundTrip(r.WithContext(b.ctx))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("%s answers %s", r.URL.Host, resp.Status)
	}
	resp.Body = &boundedBody{resp.Body, b}
	return resp, nil
}

type boundedBody struct {
	io.ReadCloser
	of *bounded
}

// Read fails once all bodies together are longer than the limit.
func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.of.left.Add(-int64(n)) < 0 {
		return n, fmt.Errorf("more than %s came", Megabytes(releaseLimit))
	}
	return n, err
}
