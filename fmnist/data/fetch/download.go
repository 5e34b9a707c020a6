package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// download brings one file into part, over as many requests as it takes.
type download struct {
	part     string
	sum      Checksum
	progress func(done, total int64)
}

// openPart opens the growing file; tests put a full disk in its place.
var openPart = func(path string) (partFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
}

// partFile is what a download needs of its file.
type partFile interface {
	io.WriteSeeker
	io.Closer
	Truncate(size int64) error
	Sync() error
}

// broken is a connection that ended early: the next request may go on from there.
type broken struct{ at, total int64 }

func (b broken) Error() string { return fmt.Sprintf("stopped after %d of %d bytes", b.at, b.total) }

// from completes and verifies the part from one address, within the time that its size allows. A connection that breaks
// is taken up again as long as every request brings something, a limited number of times.
func (d download) from(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("is no address")
	}
	if err := secure(u); err != nil {
		return err
	}
	limit := allowance(d.sum.Size)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("was too slow: not finished within %v", limit))
	defer cancel()
	for range maxResumes {
		before := d.size()
		if err = d.request(ctx, address); err == nil {
			if err = Verify(d.part, d.sum); err == nil {
				return nil
			}
			os.Remove(d.part)
			if before == 0 { // all of it came from here, so this address has another file
				return fmt.Errorf("sent the wrong contents%s", why(err))
			}
			continue // the part kept from earlier may have been the damaged one
		}
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if !errors.As(err, new(broken)) || d.size() <= before {
			return err
		}
	}
	return err
}

// why adds what Verify found out beyond "other contents".
func why(err error) string {
	if strings.HasSuffix(err.Error(), aWebPage) {
		return aWebPage
	}
	return ""
}

// size is how many bytes are there already.
func (d download) size() int64 {
	info, err := os.Stat(d.part)
	if err != nil {
		return 0
	}
	return info.Size()
}

// request asks for what is missing and appends it to the part. A nil error means
// that the server considers the file complete.
func (d download) request(ctx context.Context, address string) error {
	at := d.size()
	if at >= d.sum.Size {
		return nil // complete or too long: Verify decides
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("is no address")
	}
	if at > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", at))
	}
	response, err := client.Do(req)
	if astray := redirected(""); errors.As(err, &astray) {
		return astray
	}
	if err != nil {
		return fmt.Errorf("did not answer: %w", rootCause(err))
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return nil // nothing beyond the part: Verify decides
	}
	at, err = resumeAt(response, at)
	if err != nil {
		return err
	}
	if length := response.ContentLength; length >= 0 && at+length != d.sum.Size {
		return fmt.Errorf("has a file of %d bytes there instead of %d", at+length, d.sum.Size)
	}
	return d.receive(&watched{response.Body, time.AfterFunc(stall, cancel)}, at)
}

// resumeAt tells from the answer where its body belongs in the file.
func resumeAt(response *http.Response, asked int64) (int64, error) {
	switch response.StatusCode {
	case http.StatusOK:
		if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			return 0, errors.New("sent a web page instead of the file, perhaps of a proxy or a login")
		}
		return 0, nil
	case http.StatusPartialContent:
		if !strings.HasPrefix(response.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", asked)) {
			return 0, errors.New("sent another part of the file than asked for")
		}
		return asked, nil
	}
	answer := fmt.Sprintf("answered %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	return 0, errors.New(strings.TrimSpace(answer))
}

// receive writes the body into the part from byte at on, and never more than the file's size.
func (d download) receive(body io.Reader, at int64) (err error) {
	file, err := openPart(d.part)
	if err != nil {
		return writeError(err)
	}
	defer func() {
		if e := file.Close(); err == nil {
			err = writeError(e)
		}
	}()
	if err := file.Truncate(at); err != nil {
		return writeError(err)
	}
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return writeError(err)
	}
	buffer := make([]byte, 256<<10) // a few hundred progress reports for the largest file
	for {
		n, readErr := body.Read(buffer)
		if at+int64(n) > d.sum.Size {
			return fmt.Errorf("sent more than the %d bytes of the file", d.sum.Size)
		}
		if _, err := file.Write(buffer[:n]); err != nil {
			return writeError(err)
		}
		if at += int64(n); d.progress != nil && n > 0 {
			d.progress(at, d.sum.Size)
		}
		if readErr == io.EOF {
			return writeError(file.Sync())
		}
		if readErr != nil { // also when the connection ends before the announced length
			return broken{at, d.sum.Size}
		}
	}
}

// watched puts off the alarm whenever something arrives.
type watched struct {
	io.Reader
	alarm *time.Timer
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil {
		w.alarm.Stop()
	} else {
		w.alarm.Reset(stall)
	}
	return n, err
}
