package data

import (
	"archive/zip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// source is a place whose layout is known and that has not been read yet.
type source struct {
	place string
	files []string // on the disk: what the data depend on
	found string   // the first file of the data, below the place
	parse func() (Dataset, error)
}

// read reads the data and finds out which they are.
func (s source) read() (Dataset, error) {
	d, err := s.parse()
	if err != nil {
		return Dataset{}, err
	}
	return d, d.settle(s.place, s.found)
}

// layout is one way in which data lie in a folder or an archive.
type layout struct {
	title string // of the two or four things that make it up, for messages
	// find lists the files of the layout below dir, and what is missing of them. It finds nothing, and misses nothing,
	// where nothing there looks like this layout.
	find func(files fs.FS, dir string) (found, missing []string)
	read func(files fs.FS, found []string) (Dataset, error)
}

// layouts are tried in this order in every folder: an archive with several holds the same images in each.
var layouts = []layout{
	{"four IDX files", findIDX, readIDX},
	{"two CSV files", findCSV, readCSV},
	{"NumPy's .npz", findNPZ, readNPZ},
	{"folders of PNG files", findPictures, readPictures},
}

// below are the folders in which the data may be when a folder is named: itself; where Keras' datasets folder has them;
// where torchvision's root has them.
var below = []string{".", "fashion-mnist", "FashionMNIST/raw", "raw", "KMNIST/raw", "MNIST/raw"}

// Read reads and checks the data in a folder, a .zip archive or an .npz file, without any cache. A folder or archive
// may hold the four official files or others of their kind (compressed or not, dots or hyphens in the name), the two
// CSV files of Kaggle, NumPy arrays, one folder of PNG files per class, or be the folder above them as torchvision and
// Keras have it. Errors name the file and the defect, or what else was found.
func Read(place string) (Dataset, error) {
	s, err := locate(place)
	if err != nil {
		return Dataset{}, err
	}
	d, err := s.read()
	if err != nil {
		return Dataset{}, err
	}
	d.Source, d.Official = place, d.Fingerprint() == officialFingerprint
	return d, nil
}

// locate finds out what lies at the place.
func locate(place string) (source, error) {
	s, err := locateFiles(place)
	if s.place = place; regular(classFile(place)) {
		s.files = append(s.files, classFile(place))
	}
	return s, err
}

// locateFiles is locate without the class names.
func locateFiles(place string) (source, error) {
	info, err := os.Stat(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return source{}, fmt.Errorf("there is no data folder %s: give the folder of the four official files, "+
			"or the word synthetic", place)
	case err != nil:
		return source{}, fmt.Errorf("the data cannot be read: %w", err)
	case info.IsDir():
		return locateFolder(place)
	case !info.Mode().IsRegular():
		return source{}, fmt.Errorf("%s is neither a folder nor a file of data", place)
	case strings.EqualFold(filepath.Ext(place), ".zip"):
		return locateArchive(place)
	case strings.EqualFold(filepath.Ext(place), ".npz"):
		dir, name := filepath.Split(place)
		parse := func() (Dataset, error) { return readNPZ(folderFS(dir), []string{name}) }
		return source{files: []string{place}, parse: parse}, nil
	}
	return source{}, fmt.Errorf("%s is not data that can be read: %s", place, advice(filepath.Base(place)))
}

// folderFS is os.DirFS with errors that name the whole path.
type folderFS string

func (f folderFS) Open(name string) (fs.File, error) { return os.Open(f.path(name)) }

func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(f.path(name)) }

func (f folderFS) Stat(name string) (fs.FileInfo, error) { return os.Stat(f.path(name)) }

func (f folderFS) path(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

// locateFolder looks for each layout in the folder and below.
func locateFolder(place string) (source, error) {
	files := folderFS(place)
	l, found, err := match(files, place)
	if err != nil {
		if archive := filepath.Join(place, "archive.zip"); regular(archive) { // as Kaggle sends it
			return locateArchive(archive)
		}
		return source{}, err
	}
	paths := make([]string, len(found))
	for i, name := range found {
		paths[i] = files.path(name)
	}
	parse := func() (Dataset, error) { return l.read(files, found) }
	return source{files: paths, found: found[0], parse: parse}, nil
}

// locateArchive does the same inside a .zip.
func locateArchive(place string) (source, error) {
	archive, err := zip.OpenReader(place)
	if err != nil {
		return source{}, fmt.Errorf("%s is not a whole .zip archive (%w): download it again", place, err)
	}
	defer archive.Close()
	l, found, err := match(archive, place)
	if err != nil {
		return source{}, err
	}
	parse := func() (Dataset, error) {
		archive, err := zip.OpenReader(place)
		if err != nil {
			return Dataset{}, fmt.Errorf("%s is not a whole .zip archive (%w): download it again", place, err)
		}
		defer archive.Close()
		d, err := l.read(archive, found)
		if err != nil {
			return Dataset{}, fmt.Errorf("in %s: %w", place, err)
		}
		return d, nil
	}
	return source{files: []string{place}, found: found[0], parse: parse}, nil
}

// match is the first layout that is complete, or an error that says what is missing of the one that comes closest.
func match(files fs.FS, place string) (l layout, found []string, err error) {
	var nearest, lacking []string
	for _, dir := range folders(files) {
		for _, l := range layouts {
			found, missing := l.find(files, dir)
			if len(found) > 0 && len(missing) == 0 {
				return l, found, nil
			}
			if len(found) > len(nearest) {
				nearest, lacking = found, missing
			}
		}
	}
	if len(nearest) > 0 {
		return l, nil, fmt.Errorf("%s holds %s but lacks %s: add what is missing",
			place, listed(nearest), strings.Join(lacking, ", "))
	}
	return l, nil, fmt.Errorf("%s holds no data that can be read: %s", place, unread(files))
}

// folders are those of below that exist, and the one folder of an archive that has a single folder at its top.
func folders(files fs.FS) []string {
	var dirs []string
	for _, dir := range below {
		if info, err := fs.Stat(files, dir); err == nil && info.IsDir() {
			dirs = append(dirs, dir)
		}
	}
	if top, err := fs.ReadDir(files, "."); err == nil && len(top) == 1 && top[0].IsDir() {
		dirs = append(dirs, top[0].Name())
	}
	return dirs
}

// listed names a few files.
func listed(names []string) string {
	const most = 3
	var short []string
	for _, name := range names[:min(len(names), most)] {
		short = append(short, abbreviate(path.Base(name)))
	}
	if len(names) > most {
		short = append(short, "…")
	}
	return strings.Join(short, ", ")
}
