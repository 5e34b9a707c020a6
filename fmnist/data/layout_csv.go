package data

import (
	"io/fs"
	"path"
	"strings"
)

// kaggleFiles are the two CSV files of the Kaggle copy, train and test.
var kaggleFiles = [2]string{"fashion-mnist_train.csv", "fashion-mnist_test.csv"}

// findCSV looks for Kaggle's pair or else for the one CSV file with train and the one with test in its name, each
// compressed or not.
func findCSV(files fs.FS, dir string) (found, missing []string) {
	for i, part := range []string{"train", "test"} {
		name := first(files, dir, kaggleFiles[i], kaggleFiles[i]+".gz")
		if name == "" {
			name = onlyCSV(files, dir, part)
		}
		if name != "" {
			found = append(found, name)
		} else {
			missing = append(missing, "a CSV file with "+part+" in its name")
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found, missing
}

// onlyCSV is the CSV file with the word in its name, if there is exactly one.
func onlyCSV(files fs.FS, dir, word string) string {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return ""
	}
	only := ""
	for _, entry := range entries {
		name := strings.ToLower(entry.Name())
		if entry.IsDir() || !strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".csv") ||
			!strings.Contains(name, word) {
			continue
		}
		if only != "" {
			return ""
		}
		only = path.Join(dir, entry.Name())
	}
	return only
}

// readCSV reads the two files that findCSV found.
func readCSV(files fs.FS, found []string) (Dataset, error) {
	return readSets(func(i int) (Set, error) { return readFile(files, found[i], ReadCSV) })
}
