package data

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Fashion is the edition of garments under the garments' names.
const Fashion = "Fashion-MNIST"

// edition is a known set of data of this shape.
type edition struct {
	name    string
	words   []string // in file and folder names, lower case
	classes []string // nil for the garments'
}

// editions are in the order in which names are compared: mnist is in all of them.
var editions = []edition{
	{Fashion, []string{"fashion", "fmnist"}, nil},
	{"KMNIST", []string{"kmnist", "kuzushiji"}, []string{"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"}},
	{"MNIST", []string{"mnist", "digits"}, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}},
}

// mnistCounts are MNIST's training images per class: no other data have them.
var mnistCounts = [Classes]int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}

// ClassFile is a text file beside the data that gives their class names, one a line, by label.
const ClassFile = "classes.txt"

// settle finds out which data these are and gives them their class names: those of ClassFile or of the folders they
// came from; garments if the pictures say so; MNIST by its counts; otherwise by the names of files and folders. found
// is the first file of the data, below the place.
func (d *Dataset) settle(place, found string) error {
	own := filepath.Base(place)
	classes, err := readClasses(place)
	if err != nil {
		return err
	}
	if classes == nil && !slices.Equal(d.Train.Classes, Names[:]) {
		classes = d.Train.Classes
	}
	alike, compared := garmentLikeness(d.Train)
	switch {
	case slices.Equal(classes, editions[2].classes):
		d.name(editions[2])
	case classes != nil:
		d.name(edition{name: own, classes: classes})
	case compared == Classes && alike >= likelyGarments:
		d.name(editions[0])
	case d.Train.Counts() == mnistCounts:
		d.name(editions[2])
	default:
		d.name(editionOf(place, found))
	}
	return nil
}

// name sets edition and class names.
func (d *Dataset) name(e edition) {
	d.Edition, d.Train.Classes, d.Test.Classes = e.name, e.classes, e.classes
}

// editionOf is the edition that a part of the path names, from the file upwards to the folder around the place: what a
// user calls the folders above says nothing.
func editionOf(place, found string) edition {
	parts := []string{filepath.Base(filepath.Dir(place)), filepath.Base(place)}
	parts = append(parts, strings.Split(found, "/")...)
	for _, part := range slices.Backward(parts) {
		for _, e := range editions {
			if slices.ContainsFunc(e.words, func(w string) bool { return strings.Contains(strings.ToLower(part), w) }) {
				return e
			}
		}
	}
	return editions[0]
}

// classFile is where a place would have its ClassFile.
func classFile(place string) string {
	if regular(place) {
		place = filepath.Dir(place)
	}
	return filepath.Join(place, ClassFile)
}

// readClasses reads a place's ClassFile; nil when there is none.
func readClasses(place string) ([]string, error) {
	file, err := os.Open(classFile(place))
	if err != nil {
		return nil, nil
	}
	defer file.Close()
	classes, err := parseClasses(file)
	if err != nil {
		return nil, fmt.Errorf("%s %w: write ten different names, one a line, by label", file.Name(), err)
	}
	return classes, nil
}

// parseClasses reads ten names, one a line.
func parseClasses(r io.Reader) ([]string, error) {
	var classes []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name := strings.TrimSpace(abbreviate(lines.Text()))
		if name == "" {
			continue
		}
		if slices.Contains(classes, name) {
			return nil, fmt.Errorf("has the name %q twice", name)
		}
		if classes = append(classes, name); len(classes) > Classes {
			return nil, fmt.Errorf("has more than %d names", Classes)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("cannot be read (%w)", err)
	}
	if len(classes) != Classes {
		return nil, fmt.Errorf("has %d names", len(classes))
	}
	return classes, nil
}
