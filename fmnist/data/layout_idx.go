package data

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// findIDX looks for the four IDX files: as published, unpacked, or with dots in their names, as their first home had
// them and as some copies still have them.
func findIDX(files fs.FS, dir string) (found, missing []string) {
	for _, f := range official {
		plain := strings.TrimSuffix(f.Name, ".gz")
		dotted := strings.Replace(plain, "-idx", ".idx", 1)
		if name := first(files, dir, f.Name, plain, dotted+".gz", dotted); name != "" {
			found = append(found, name)
		} else {
			missing = append(missing, f.Name)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found, missing
}

// first is the first of the names that is a file in the folder, or "".
func first(files fs.FS, dir string, names ...string) string {
	for _, name := range names {
		name = path.Join(dir, name)
		if info, err := fs.Stat(files, name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// readIDX reads the four files that findIDX found.
func readIDX(files fs.FS, found []string) (Dataset, error) {
	return readSets(func(i int) (Set, error) { return readIDXPair(files, found[2*i], found[2*i+1]) })
}

// readSets reads training and test set side by side.
func readSets(read func(i int) (Set, error)) (Dataset, error) {
	var sets [2]Set
	var errs [2]error
	var wait sync.WaitGroup
	for i, name := range []string{"train", "test"} {
		wait.Go(func() {
			sets[i], errs[i] = read(i)
			sets[i].Name = name
		})
	}
	wait.Wait()
	if err := firstError(errs[:]...); err != nil {
		return Dataset{}, err
	}
	return Dataset{Train: sets[0], Test: sets[1]}, nil
}

// firstError is the first that is one: users get one sentence, not a list.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// readFile opens a file for a reader of sets and puts its path into the errors.
func readFile(files fs.FS, name string, read func(io.Reader) (Set, error)) (Set, error) {
	file, err := files.Open(name)
	if err != nil {
		return Set{}, fmt.Errorf("cannot open a data file: %w", err)
	}
	defer file.Close()
	set, err := read(file)
	if err != nil {
		return Set{}, fmt.Errorf("%s: %w", fullName(files, name), err)
	}
	return set, nil
}

// fullName is the name with the folder that the files lie in.
func fullName(files fs.FS, name string) string {
	if folder, ok := files.(folderFS); ok {
		return folder.path(name)
	}
	return printable(name) // of an archive that somebody else made
}

// readIDXPair reads one file of images and one of labels into a set.
func readIDXPair(files fs.FS, imagesName, labelsName string) (Set, error) {
	images, err := readFile(files, imagesName, ReadImages)
	if err != nil {
		return Set{}, err
	}
	labels, err := readFile(files, labelsName, ReadLabels)
	if err != nil {
		return Set{}, err
	}
	if n := len(images.Images) / Pixels; n != labels.Len() {
		return Set{}, fmt.Errorf("%s has %d images but %s has %d labels: the files do not belong together",
			fullName(files, imagesName), n, fullName(files, labelsName), labels.Len())
	}
	return Set{Images: images.Images, Labels: labels.Labels}, nil
}
