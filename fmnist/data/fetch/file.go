package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// File makes sure that dest holds the file that sum describes, its size included. A file that is already there and
// right is left alone. Otherwise the addresses, which must serve identical files, are tried in order; what arrives is
// kept in dest.part, so that an interrupted download continues where it stopped, even from another address; only a file
// that passes Verify is renamed to dest. Processes that fetch the same file take turns.
//
// No address can send more than the file's size, take longer than a slow link needs (see allowance), or lead away from
// https; plain http is for this machine alone. progress, when not nil, gets bytes so far and in all. The error names
// the file and what the addresses did wrong; it matches [data.ErrWrite] when the disk is at fault and ctx.Err() when
// interrupted.
func File(ctx context.Context, dest string, urls []string, sum Checksum, progress func(done, total int64)) error {
	name := filepath.Base(dest)
	if sum.Size <= 0 || sum.SHA256 == "" && sum.MD5 == "" {
		return fmt.Errorf("%s cannot be fetched safely: its size or its checksum is not given", name)
	}
	if Verify(dest, sum) == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(dest), 0o755); err != nil {
		return writeError(err)
	}
	unlock, err := takeTurns(ctx, dest+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if Verify(dest, sum) == nil { // another process was faster
		return nil
	}
	job := download{part: dest + ".part", sum: sum, progress: progress}
	var failures []failure
	for _, url := range urls {
		err := job.from(ctx, url)
		if err == nil {
			return writeError(os.Rename(job.part, dest))
		}
		if ctx.Err() != nil {
			return fmt.Errorf("the download of %s was interrupted; it continues from there next time: %w", name,
				ctx.Err())
		}
		if errors.Is(err, data.ErrWrite) {
			return err
		}
		failures = append(failures, failure{host(url), err})
	}
	return fmt.Errorf("%s could not be downloaded: %w", name, oneSentence(failures))
}

// writeError marks a failure of the local disk and says what to do about it.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w to the disk: %w; free some space or choose another folder", data.ErrWrite, err)
}

// takeTurns waits for the lock of a download. A file system without locks is no
// obstacle: at worst two processes spoil each other's part, which Verify notices.
func takeTurns(ctx context.Context, path string) (unlock func(), err error) {
	lock := flock.New(path)
	const poll = 100 * time.Millisecond // short against any download
	if _, err := lock.TryLockContext(ctx, poll); ctx.Err() != nil {
		return nil, fmt.Errorf("waiting for another download: %w", ctx.Err())
	} else if err != nil {
		return func() {}, nil
	}
	return func() { lock.Unlock() }, nil
}
