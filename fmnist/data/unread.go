package data

import (
	"io/fs"
	"path"
	"strings"
)

// howTo says for files of other layouts, by their ending, how to get at their images.
var howTo = map[string]string{
	".pt":       "it is PyTorch's own format: give torchvision's root, the folder that holds FashionMNIST/raw",
	".pth":      "it is PyTorch's own format: give torchvision's root, the folder that holds FashionMNIST/raw",
	".pkl":      "pickled objects run code when they are read: save the four arrays with numpy.savez",
	".pickle":   "pickled objects run code when they are read: save the four arrays with numpy.savez",
	".npy":      "save x_train, y_train, x_test and y_test together with numpy.savez",
	".parquet":  "read it with pandas or datasets and save the four arrays with numpy.savez",
	".arrow":    "read it with datasets and save the four arrays with numpy.savez",
	".mat":      "read it with scipy.io.loadmat and save the four arrays with numpy.savez",
	".arff":     "read it with scipy.io.arff and save the four arrays with numpy.savez",
	".h5":       "read it with h5py and save the four arrays with numpy.savez",
	".hdf5":     "read it with h5py and save the four arrays with numpy.savez",
	".tfrecord": "read it with tensorflow_datasets and save the four arrays with numpy.savez",
	".tar":      "unpack it and give the folder",
	".tgz":      "unpack it and give the folder",
	".7z":       "unpack it and give the folder",
	".rar":      "unpack it and give the folder",
	".jpg":      "JPEG changes pixels: write the images as PNG, one folder per class below train and test",
	".jpeg":     "JPEG changes pixels: write the images as PNG, one folder per class below train and test",
	".csv":      "give the folder that holds both CSV files, one with train and one with test in its name",
	".gz":       "give the folder that holds all the files",
	".png":      "give the folder that holds train and test, each with one folder of PNG files per class",
}

// whatIsRead is the sentence for everything else.
const whatIsRead = "what is read are the four IDX files, two CSV files (train and test), .npz, one folder of PNG files " +
	"per class below train and test, and a .zip of these"

// advice says what to do with a file of another layout.
func advice(name string) string {
	name = strings.ToLower(name)
	ending := path.Ext(name)
	if strings.Contains(name, ".tfrecord") {
		ending = ".tfrecord" // tensorflow_datasets numbers its files behind it
	}
	if strings.HasSuffix(name, ".tar.gz") {
		ending = ".tgz"
	}
	if how, ok := howTo[ending]; ok {
		return how
	}
	return whatIsRead
}

// unread names the first file that has advice, or else something of what is there.
func unread(files fs.FS) string {
	var names []string
	const enough = 2000 // entries: the sentence is about the first ones anyhow
	how := ""
	fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		if names = append(names, name); len(names) > enough {
			return fs.SkipAll
		}
		if a := advice(name); a != whatIsRead {
			how = "of " + abbreviate(path.Base(name)) + ", " + a
			return fs.SkipAll
		}
		return nil
	})
	switch {
	case how != "":
		return how
	case len(names) == 0:
		return "it is empty; " + whatIsRead
	}
	return "there are only files like " + abbreviate(path.Base(names[0])) + "; " + whatIsRead
}
