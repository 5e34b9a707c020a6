package data

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// pictureSets are the names of the two folders of pictures.
var pictureSets = [2][]string{{"train", "training"}, {"test", "testing", "t10k"}}

// findPictures looks for train and test, each with one folder of PNG files per class, as torchvision's ImageFolder and
// Keras' image_dataset_from_directory have it.
func findPictures(files fs.FS, dir string) (found, missing []string) {
	for _, names := range pictureSets {
		var pictures []string
		for _, name := range names {
			pictures = append(pictures, picturesBelow(files, path.Join(dir, name))...)
		}
		if len(pictures) == 0 {
			missing = append(missing, names[0]+" with one folder of PNG files per class")
		}
		found = append(found, pictures...)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found, missing
}

// picturesBelow lists dir/CLASS/*.png.
func picturesBelow(files fs.FS, dir string) []string {
	var pictures []string
	classes, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil
	}
	for _, class := range classes {
		if strings.HasPrefix(class.Name(), ".") {
			continue
		}
		entries, err := fs.ReadDir(files, path.Join(dir, class.Name()))
		if err != nil { // a file
			continue
		}
		for _, entry := range entries {
			if name := entry.Name(); strings.EqualFold(path.Ext(name), ".png") && !strings.HasPrefix(name, ".") {
				pictures = append(pictures, path.Join(dir, class.Name(), name))
			}
		}
	}
	return pictures
}

// readPictures reads the files that findPictures found. The classes are the folders of train, in the order that
// classOrder gives them; the images stand in the order of numberOrder.
func readPictures(files fs.FS, found []string) (Dataset, error) {
	var parts [2][]string
	for _, name := range found {
		i := 0
		if set := path.Base(path.Dir(path.Dir(name))); slices.Contains(pictureSets[1], set) {
			i = 1
		}
		parts[i] = append(parts[i], name)
	}
	classes, err := classOrder(parts[0])
	if err != nil {
		return Dataset{}, err
	}
	if err := fits(len(parts[0]), len(parts[1])); err != nil {
		return Dataset{}, err
	}
	d, err := readSets(func(i int) (Set, error) { return readPictureSet(files, numberOrder(parts[i]), classes) })
	d.Train.Classes, d.Test.Classes = classes, classes
	return d, err
}

// classOrder is the class of each label: the garments' order if the folders have their names, and otherwise sorted, as
// torchvision and Keras do it.
func classOrder(names []string) ([]string, error) {
	seen := map[string]bool{}
	for _, name := range names {
		seen[path.Base(path.Dir(name))] = true
	}
	var classes []string
	for class := range seen {
		classes = append(classes, class)
	}
	slices.Sort(classes)
	if len(classes) != Classes {
		return nil, fmt.Errorf("there are pictures in %d folders of classes (%s), but networks here tell %d classes apart",
			len(classes), listed(classes), Classes)
	}
	garments := make([]string, Classes)
	for _, class := range classes {
		for label, name := range Names {
			if letters(class) == letters(name) {
				garments[label] = class
			}
		}
	}
	if !slices.Contains(garments, "") {
		return Names[:], nil
	}
	return classes, nil
}

// letters is the text without what file names cannot hold or people leave out: T-shirt/top is tshirttop.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// numberOrder sorts by the numbers that are the files' names, if all have different ones: programs that write a data
// set as pictures number them through. Otherwise the order is by class and name.
func numberOrder(names []string) []string {
	numbers := map[string]int{}
	taken := map[int]bool{}
	for _, name := range names {
		base := path.Base(name)
		n, err := strconv.Atoi(strings.TrimSuffix(base, path.Ext(base)))
		if err != nil || taken[n] {
			return names
		}
		taken[n], numbers[name] = true, n
	}
	return slices.SortedFunc(slices.Values(names), func(a, b string) int { return cmp.Compare(numbers[a], numbers[b]) })
}

// readPictureSet decodes the pictures on all cores.
func readPictureSet(files fs.FS, names, classes []string) (Set, error) {
	s := Set{Images: make([]uint8, len(names)*Pixels), Labels: make([]uint8, len(names))}
	errs := make([]error, len(names))
	var failed atomic.Bool
	parallel(len(names), func(i int) {
		if failed.Load() {
			return
		}
		class := path.Base(path.Dir(names[i]))
		label := slices.IndexFunc(classes, func(c string) bool { return c == class || letters(c) == letters(class) })
		if errs[i] = readPicture(files, names[i], s.Image(i)); label < 0 {
			errs[i] = fmt.Errorf("the class %s of %s has no folder below train", abbreviate(class),
				fullName(files, names[i]))
		}
		if errs[i] != nil {
			failed.Store(true)
			return
		}
		s.Labels[i] = uint8(label)
	})
	return s, firstError(errs...)
}

// readPicture decodes one file into 784 pixels.
func readPicture(files fs.FS, name string, pixels []uint8) error {
	_, err := readFile(files, name, func(r io.Reader) (Set, error) {
		return Set{}, decodePicture(r, pixels)
	})
	return err
}

// maxPicture is many times the largest file that 784 pixels of any depth make.
const maxPicture = 1 << 20

// decodePicture reads a PNG file of 28×28 grey values, in whatever way the file codes them, as long as no value is
// lost.
func decodePicture(r io.Reader, pixels []uint8) error {
	file, err := io.ReadAll(io.LimitReader(r, maxPicture))
	if err != nil {
		return fmt.Errorf("the picture cannot be read: %w", err)
	}
	picture, err := decodePNG(file)
	if err != nil {
		return err
	}
	corner := picture.Bounds().Min
	for p := range pixels {
		r, g, b, a := picture.At(corner.X+p%Side, corner.Y+p/Side).RGBA()
		const step = 0xffff / 0xff // 16 bits per value repeat the 8
		if r != g || g != b || a != 0xffff {
			return errors.New("the picture has colours or is transparent, but images are grey: convert it first")
		}
		if r%step != 0 {
			return errors.New("the picture has 16 bits per pixel, but images have 8: convert it first")
		}
		pixels[p] = uint8(r / step)
	}
	return nil
}
