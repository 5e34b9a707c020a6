package runs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

const snapshotsName = "snapshots"

// snapshot lists the files of one Save, with the number of epochs in the history at that time.
type snapshot struct {
	Epoch int             `json:"epoch"`
	Files map[string]seal `json:"files"` // by path below the folder, with slashes
}

// seal is what a file must be to be trusted.
type seal struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// snapshotDir returns the folder of a snapshot.
func snapshotDir(run string, number int) string {
	return filepath.Join(run, snapshotsName, fmt.Sprintf("%04d", number))
}

// writeSnapshot lets write fill a temporary folder, makes it durable and renames it into place.
func writeSnapshot(run string, number, epoch int, write func(dir string) error) (snapshot, error) {
	parent := filepath.Join(run, snapshotsName)
	// Not MkdirAll: the run's folder is there, or somebody removed it meanwhile.
	if err := os.Mkdir(parent, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return snapshot{}, err
	}
	temp, err := os.MkdirTemp(parent, tempPrefix)
	if err != nil {
		return snapshot{}, err
	}
	defer os.RemoveAll(temp) // nothing is left there once renamed
	if err := errors.Join(os.Chmod(temp, 0o755), write(temp)); err != nil {
		return snapshot{}, err
	}
	files, err := sealFiles(temp)
	if err != nil {
		return snapshot{}, err
	}
	target := snapshotDir(run, number)
	if err := os.RemoveAll(target); err != nil { // left by a process killed before its commit
		return snapshot{}, err
	}
	if err := os.Rename(temp, target); err != nil {
		return snapshot{}, err
	}
	return snapshot{Epoch: epoch, Files: files}, syncDir(parent)
}

// sealFiles makes all files below dir durable and returns their seals.
func sealFiles(dir string) (map[string]seal, error) {
	files := map[string]seal{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return syncDir(path)
		}
		name, _ := filepath.Rel(dir, path)
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s is a link or a device, and a snapshot must hold plain files only", name)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		sealed, err := sealReader(f)
		files[filepath.ToSlash(name)] = sealed
		return errors.Join(err, f.Sync(), f.Close())
	})
	return files, err
}

// sealReader reads r to its end.
func sealReader(r io.Reader) (seal, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	return seal{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// verify reports ErrDamaged unless every file of the snapshot is there and unaltered.
func (s snapshot) verify(dir string) error {
	for name, want := range s.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("%w: the file name %q leaves the folder", ErrDamaged, name)
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		f, err := openPlain(path, os.O_RDONLY)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s is missing in %s", ErrDamaged, name, dir)
		}
		if err != nil {
			return explainRead("read a snapshot", path, err)
		}
		got, err := sealReader(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return explainRead("read a snapshot", path, err)
		}
		if got != want {
			return fmt.Errorf("%w: %s in %s was altered (%d bytes, want %d)", ErrDamaged, name, dir, got.Bytes,
				want.Bytes)
		}
	}
	return nil
}

// removeSnapshots deletes the snapshot folders of a run that keep does not want.
func removeSnapshots(run string, keep func(number int) bool) {
	parent := filepath.Join(run, snapshotsName)
	removeTemps(parent)
	entries, _ := os.ReadDir(parent)
	for _, entry := range entries {
		if number, err := strconv.Atoi(entry.Name()); err == nil && !keep(number) {
			_ = os.RemoveAll(filepath.Join(parent, entry.Name())) // what stays is tried again at the next commit
		}
	}
}
