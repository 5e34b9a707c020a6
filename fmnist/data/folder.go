package data

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// kaggleFiles are the two CSV files of the Kaggle copy, train and test.
var kaggleFiles = [2]string{"fashion-mnist_train.csv", "fashion-mnist_test.csv"}

// folderFiles finds the data in a folder: the four IDX files, each compressed or
// not, or else the two CSV files, each compressed or not. Which of them are absent
// is in missing when neither group is whole.
func folderFiles(dir string) (paths, missing []string) {
	var idxNames []string
	for _, f := range official {
		idxNames = append(idxNames, f.name)
	}
	paths, missing = present(dir, idxNames)
	if len(missing) == 0 {
		return paths, nil
	}
	csv, csvMissing := present(dir, []string{kaggleFiles[0] + ".gz", kaggleFiles[1] + ".gz"})
	if len(csvMissing) == 0 {
		return csv, nil
	}
	if len(csv) > len(paths) {
		return csv, csvMissing
	}
	return paths, missing
}

// present looks for each name, which ends in .gz, with and without that ending.
func present(dir string, names []string) (paths, missing []string) {
	for _, name := range names {
		path := filepath.Join(dir, name)
		plain := strings.TrimSuffix(path, ".gz")
		if regular(path) {
			paths = append(paths, path)
		} else if regular(plain) {
			paths = append(paths, plain)
		} else {
			missing = append(missing, name)
		}
	}
	return paths, missing
}

// regular tells whether path is a file (or a link to one).
func regular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// ReadFolder reads and checks the data in a folder that holds the four official
// files (.gz or unpacked) or the Kaggle pair fashion-mnist_train.csv and
// fashion-mnist_test.csv, without any cache. Errors name the file and the defect.
func ReadFolder(dir string) (Dataset, error) {
	paths, missing := folderFiles(dir)
	if len(missing) > 0 {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return Dataset{}, fmt.Errorf("there is no data folder %s: give the folder of the four official files, or the word synthetic", dir)
		}
		return Dataset{}, fmt.Errorf("the folder %s lacks %s: copy the four official files or the two Kaggle CSV files there", dir, strings.Join(missing, ", "))
	}
	return readPaths(paths)
}

// readPaths reads the files that folderFiles found, train and test side by side.
func readPaths(paths []string) (Dataset, error) {
	var sets [2]Set
	var errs [2]error
	var wait sync.WaitGroup
	for i, name := range []string{"train", "test"} {
		wait.Go(func() {
			if len(paths) == len(official) {
				sets[i], errs[i] = readIDXPair(paths[2*i], paths[2*i+1])
			} else {
				sets[i], errs[i] = readFile(paths[i], ReadCSV)
			}
			sets[i].Name = name
		})
	}
	wait.Wait()
	if err := firstError(errs[:]...); err != nil {
		return Dataset{}, err
	}
	return Dataset{Train: sets[0], Test: sets[1], Source: filepath.Dir(paths[0])}, nil
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

// readFile opens path for a reader of sets and puts the path into its errors.
func readFile(path string, read func(io.Reader) (Set, error)) (Set, error) {
	file, err := os.Open(path)
	if err != nil {
		return Set{}, fmt.Errorf("cannot open a data file: %w", err)
	}
	defer file.Close()
	set, err := read(file)
	if err != nil {
		return Set{}, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}

// readIDXPair reads one file of images and one of labels into a set.
func readIDXPair(imagesPath, labelsPath string) (Set, error) {
	images, err := readFile(imagesPath, ReadImages)
	if err != nil {
		return Set{}, err
	}
	labels, err := readFile(labelsPath, ReadLabels)
	if err != nil {
		return Set{}, err
	}
	if n := len(images.Images) / Pixels; n != labels.Len() {
		return Set{}, fmt.Errorf("%s has %d images but %s has %d labels: the files do not belong together", imagesPath, n, labelsPath, labels.Len())
	}
	return Set{Images: images.Images, Labels: labels.Labels}, nil
}
