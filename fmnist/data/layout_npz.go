package data

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/memory"
)

// npzNames are the names of the four arrays in the files of Keras (x_train …) and those that people give them.
var npzNames = [4][]string{
	{"x_train", "X_train", "train_images", "train_x", "train_X", "images_train"},
	{"y_train", "Y_train", "train_labels", "train_y", "train_Y", "labels_train"},
	{"x_test", "X_test", "test_images", "test_x", "test_X", "images_test"},
	{"y_test", "Y_test", "test_labels", "test_y", "test_Y", "labels_test"},
}

// kuzushiji are the four files of KMNIST as its authors publish it, one array in each.
var kuzushiji = []string{"kmnist-train-imgs.npz", "kmnist-train-labels.npz", "kmnist-test-imgs.npz",
	"kmnist-test-labels.npz"}

// findNPZ looks for the one .npz file of a folder, or for KMNIST's four.
func findNPZ(files fs.FS, dir string) (found, missing []string) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, nil
	}
	for _, entry := range entries {
		if !entry.IsDir() && strings.EqualFold(path.Ext(entry.Name()), ".npz") {
			found = append(found, entry.Name())
		}
	}
	if slices.ContainsFunc(found, func(name string) bool { return slices.Contains(kuzushiji, name) }) {
		for _, name := range kuzushiji {
			if !slices.Contains(found, name) {
				missing = append(missing, name)
			}
		}
		found = slices.Clone(kuzushiji)
	} else if len(found) > 1 {
		missing = []string{"the choice of one of them (name the file itself)"}
	}
	for i, name := range found {
		found[i] = path.Join(dir, name)
	}
	return found, missing
}

// readNPZ reads one file with four arrays or four with one each.
func readNPZ(files fs.FS, found []string) (Dataset, error) {
	return readSets(func(i int) (Set, error) {
		name, labelName := found[0], found[0]
		names, labelNames := npzNames[2*i], npzNames[2*i+1]
		if len(found) == len(kuzushiji) {
			name, labelName = found[2*i], found[2*i+1]
			names, labelNames = []string{"arr_0"}, []string{"arr_0"}
		}
		images, err := readFile(files, name, npzArray(names, arrayImages))
		if err != nil {
			return Set{}, err
		}
		labels, err := readFile(files, labelName, npzArray(labelNames, arrayLabels))
		if err != nil {
			return Set{}, err
		}
		if n := len(images.Images) / Pixels; n != labels.Len() {
			return Set{}, fmt.Errorf("%s has %d images of %s but %d labels", fullName(files, name), n, names[0],
				labels.Len())
		}
		return Set{Images: images.Images, Labels: labels.Labels}, nil
	})
}

// npzArray reads the array with one of the names from a .npz file.
func npzArray(names []string, convert func(npyArray) (Set, error)) func(io.Reader) (Set, error) {
	return func(r io.Reader) (Set, error) {
		file, close, err := openNPY(r, names)
		if err != nil {
			return Set{}, err
		}
		defer close()
		array, err := readNPY(file)
		if err != nil {
			return Set{}, fmt.Errorf("%s: %w", names[0], err)
		}
		s, err := convert(array)
		if err != nil {
			return Set{}, fmt.Errorf("%s %w", names[0], err)
		}
		return s, nil
	}
}

// openNPY opens an array of the .npz archive that r is.
func openNPY(r io.Reader, names []string) (io.Reader, func() error, error) {
	at, size, err := randomAccess(r)
	if err != nil {
		return nil, nil, err
	}
	archive, err := zip.NewReader(at, size)
	if err != nil {
		return nil, nil, fmt.Errorf("it is not a whole .npz file: %w", err)
	}
	var others []string
	for _, f := range archive.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		if slices.Contains(names, name) {
			file, err := f.Open()
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", names[0], err)
			}
			return file, file.Close, nil
		}
		others = append(others, abbreviate(name))
	}
	return nil, nil, fmt.Errorf("it has no array %s, but %s: save it with numpy.savez_compressed(file, x_train=…, y_train=…, x_test=…, y_test=…)",
		names[0], listed(append(others, "nothing")[:max(len(others), 1)]))
}

// randomAccess is the file itself, or its contents when it lies in an archive.
func randomAccess(r io.Reader) (io.ReaderAt, int64, error) {
	if file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := file.Seek(0, io.SeekEnd)
		return file, size, err
	}
	if file, ok := r.(fs.File); ok {
		if info, err := file.Stat(); err == nil {
			if err := memory.Fits("the .npz file", info.Size()); err != nil {
				return nil, 0, err
			}
		}
	}
	whole, err := io.ReadAll(r)
	return bytes.NewReader(whole), int64(len(whole)), err
}

// arrayImages takes n×28×28, n×28×28×1 or n×784.
func arrayImages(a npyArray) (Set, error) {
	if s := a.shape; len(s) < 2 || s[0] == 0 ||
		!slices.Equal(s[1:], []int{Side, Side}) && !slices.Equal(s[1:], []int{Side, Side, 1}) &&
			!slices.Equal(s[1:], []int{Pixels}) {
		return Set{}, fmt.Errorf("has the shape %v, but images need [count %d %d]", s, Side, Side)
	}
	return Set{Images: a.values}, nil
}

// arrayLabels takes n or n×1 labels.
func arrayLabels(a npyArray) (Set, error) {
	if s := a.shape; len(s) == 0 || len(s) > 1 && !slices.Equal(s[1:], []int{1}) {
		return Set{}, fmt.Errorf("has the shape %v, but labels need [count]", s)
	}
	for i, label := range a.values {
		if label >= Classes {
			return Set{}, fmt.Errorf("has the label %d at position %d, but labels run from 0 to %d", label, i,
				Classes-1)
		}
	}
	if len(a.values) == 0 {
		return Set{}, errors.New("is empty")
	}
	return Set{Labels: a.values}, nil
}
