package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

func TestFileInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	url, _ := serve(t, good)
	dest := filepath.Join(t.TempDir(), "file.bin")
	err := File(ctx, dest, []string{url, url}, wantedSum(), func(done, total int64) { cancel() })
	if !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("interrupted: %v", err)
	}
	err = File(ctx, filepath.Join(t.TempDir(), "file.bin"), []string{url}, wantedSum(), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

// fullPart is a part file on a disk that is full after some bytes.
type fullPart struct {
	*os.File
	room int
}

func (f *fullPart) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, syscall.ENOSPC
	}
	return f.File.Write(p)
}

func TestFileFullDisk(t *testing.T) {
	before := openPart
	defer func() { openPart = before }()
	openPart = func(path string) (partFile, error) {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		return &fullPart{file, 400_000}, err
	}
	url, asked := serve(t, good)
	dest := filepath.Join(t.TempDir(), "file.bin")
	err := File(context.Background(), dest, []string{url, url}, wantedSum(), nil)
	if !errors.Is(err, data.ErrWrite) || !errors.Is(err, syscall.ENOSPC) || *asked != 1 {
		t.Errorf("full disk: %v after %d requests", err, *asked)
	}
	openPart = before // space was freed: what is there is used
	if err := File(context.Background(), dest, []string{url}, wantedSum(), nil); err != nil {
		t.Error(err)
	}
	fetched(t, dest)
}

func TestFileWhereNoFolderCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o644)
	err := File(context.Background(), filepath.Join(file, "below", "x"), []string{"https://localhost:1"},
		wantedSum(), nil)
	if !errors.Is(err, data.ErrWrite) {
		t.Errorf("a folder below a file: %v", err)
	}
}

func TestFileTakesTurns(t *testing.T) {
	url, asked := serve(t, good)
	dest := filepath.Join(t.TempDir(), "file.bin")
	errs := make([]error, 4)
	var wait sync.WaitGroup
	for i := range errs {
		wait.Go(func() { errs[i] = File(context.Background(), dest, []string{url}, wantedSum(), nil) })
	}
	wait.Wait()
	if slices.ContainsFunc(errs, func(err error) bool { return err != nil }) || *asked != 1 {
		t.Errorf("%d requests by four at once, errors %v", *asked, errs)
	}
	fetched(t, dest)
}
