package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/memory"
)

// besideCheckout resolves a relative place from the checkout's root when it does not exist from here: notebooks and
// tests run in folders below the one in which the user typed it.
func besideCheckout(place string) string {
	if _, err := os.Stat(place); err == nil || filepath.IsAbs(place) {
		return place
	}
	if root := moduleRoot(); root != "" {
		if _, err := os.Stat(filepath.Join(root, place)); err == nil {
			return filepath.Join(root, place)
		}
	}
	return place
}

// moduleRoot is the nearest folder at or above the working directory with a go.mod.
func moduleRoot() string {
	dir, err := os.Getwd()
	for err == nil {
		if regular(filepath.Join(dir, "go.mod")) {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// regular tells whether path is a file (or a link to one).
func regular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// syntheticSeed makes everybody's synthetic data the same.
const syntheticSeed = 1

// isSynthetic tells whether the place asks for drawn garments.
func isSynthetic(place string) bool {
	return place == "synthetic" || strings.HasPrefix(place, "synthetic:")
}

// syntheticCounts reads "synthetic" (as many images as the official files have) or "synthetic:TRAIN,TEST".
func syntheticCounts(place string) (train, test int, err error) {
	counts, ok := strings.CutPrefix(place, "synthetic:")
	if !ok {
		return 60000, 10000, nil
	}
	a, b, _ := strings.Cut(counts, ",")
	train, errA := strconv.Atoi(a)
	test, errB := strconv.Atoi(b)
	if errA != nil || errB != nil || train < 1 || test < 1 {
		return 0, 0, fmt.Errorf("FMNIST_DATA is %q, but it should be synthetic or synthetic:TRAIN,TEST with two counts, "+
			"such as synthetic:6000,1000", place)
	}
	if err := fits(train, test); err != nil {
		return 0, 0, fmt.Errorf("FMNIST_DATA=%s: %w", place, err)
	}
	return train, test, nil
}

// fits refuses counts of images that memory cannot hold: once as the set and once while the raw cache is written.
func fits(counts ...int) error {
	const most = 1 << 40 // images: their bytes still fit into an int64, and no machine has room for them
	images := 0
	for _, n := range counts {
		images += min(n, most)
	}
	if err := memory.Fits(fmt.Sprintf("%d images", images), 2*int64(images)*(Pixels+1)); err != nil {
		return fmt.Errorf("%w: take fewer", err)
	}
	return nil
}

// synthetic draws garments.
func (l *loader) synthetic(place string) (Dataset, error) {
	train, test, err := syntheticCounts(place)
	if err != nil {
		return Dataset{}, err
	}
	drawing := stamps{source: fmt.Sprintf("synthetic %d, %d, %d, %d", syntheticEdition, train, test, syntheticSeed),
		changed: "never"}
	draw := func() (Dataset, error) { return Synthetic(train, test, syntheticSeed), nil }
	d, err := l.cached(place, drawing, draw)
	d.Synthetic, d.Source = true, fmt.Sprintf("synthetic garments (seed %d)", syntheticSeed)
	return d, err
}
