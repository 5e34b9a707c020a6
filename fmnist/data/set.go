package data

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
)

const (
	// Side is the height and the width of an image in pixels.
	Side = 28
	// Pixels is the number of pixels of an image, row by row.
	Pixels = Side * Side
	// Classes is the number of classes; labels run from 0 to Classes-1.
	Classes = 10
)

// Names are the class names of Fashion-MNIST by label, as the data set's authors print them. Other data have their own:
// see Set.ClassNames.
var Names = [Classes]string{
	"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
	"Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
}

// Set is a list of labelled grey images. The zero value is an empty set.
type Set struct {
	Images []uint8 // n×784, image by image, row by row; 0 is background
	Labels []uint8 // n labels, 0 … 9
	Name   string  // "train", "test", …: for titles and messages only

	// Classes are the ten class names by label; nil stands for the garments' (Names).
	Classes []string

	// Missing holds the positions in Images (ascending) that were empty cells of a
	// CSV file and were read as 0. The official files have none.
	Missing []int

	known *known // the fingerprint, where it may be used without looking at the images again
}

// ClassNames are the ten class names by label.
func (s Set) ClassNames() []string {
	if s.Classes == nil {
		return Names[:]
	}
	return s.Classes
}

// Len is the number of images.
func (s Set) Len() int { return len(s.Labels) }

// Image is image i as a view of its 784 pixels: writing to it changes the set.
func (s Set) Image(i int) []uint8 { return s.Images[i*Pixels : (i+1)*Pixels : (i+1)*Pixels] }

// Take is a view of the first n samples, of all when there are fewer, of none
// when n is negative.
func (s Set) Take(n int) Set { return s.slice(0, min(max(n, 0), s.Len())) }

// slice is a view of the samples lo … hi-1 whose slices cannot grow into the rest.
func (s Set) slice(lo, hi int) Set {
	v := Set{Images: s.Images[lo*Pixels : hi*Pixels : hi*Pixels], Labels: s.Labels[lo:hi:hi],
		Name: s.Name, Classes: s.Classes}
	for _, p := range s.Missing {
		if p >= lo*Pixels && p < hi*Pixels {
			v.Missing = append(v.Missing, p-lo*Pixels)
		}
	}
	return v
}

// Subset is a copy of the samples at the indices, in their order; an index may
// come twice. Like an index expression it panics outside 0 … Len()-1.
func (s Set) Subset(indices []int) Set {
	sub := Set{Images: make([]uint8, len(indices)*Pixels), Labels: make([]uint8, len(indices)),
		Name: s.Name, Classes: s.Classes}
	missing := s.missingByImage()
	for to, from := range indices {
		copy(sub.Images[to*Pixels:(to+1)*Pixels], s.Image(from))
		sub.Labels[to] = s.Labels[from]
		for _, p := range missing[from] {
			sub.Missing = append(sub.Missing, to*Pixels+p)
		}
	}
	return sub
}

// Mirrored is a copy whose images are mirrored left to right. It does not say which cells of a CSV file were empty.
func (s Set) Mirrored() Set {
	m := Set{Images: slices.Clone(s.Images), Labels: s.Labels, Name: s.Name, Classes: s.Classes}
	for row := range slices.Chunk(m.Images, Side) {
		slices.Reverse(row)
	}
	return m
}

// Sample draws n samples without replacement, in random order, the same for the
// same seed on every machine; a smaller n with the same seed is its prefix. All
// samples come, shuffled, when there are no more than n.
func (s Set) Sample(n int, seed uint64) Set {
	n = min(max(n, 0), s.Len())
	order := make([]int, s.Len())
	for i := range order {
		order[i] = i
	}
	shuffle(order, n, seed)
	return s.Subset(order[:n])
}

// shuffle puts a random choice of n, in random order, to the front (Fisher-Yates).
func shuffle(order []int, n int, seed uint64) {
	src := rand.NewPCG(seed, 0x5a3b1e) // the second word only keeps this stream apart from other users of the seed
	for i := range n {
		// The high word of the product is uniform on 0 … left-1 up to left/2^64.
		left := uint64(len(order) - i)
		skip, _ := bits.Mul64(src.Uint64(), left)
		j := i + int(skip)
		order[i], order[j] = order[j], order[i]
	}
}

// Check says in one sentence what is inconsistent: pixels that are not whole
// images, unequal counts, or a label above 9. Sets read by this package pass.
func (s Set) Check() error {
	if len(s.Images) != len(s.Labels)*Pixels {
		return fmt.Errorf("the %s has %d pixels for %d labels, but %d images of %d×%d need %d",
			s.title(), len(s.Images), len(s.Labels), len(s.Labels), Side, Side, len(s.Labels)*Pixels)
	}
	for i, label := range s.Labels {
		if label >= Classes {
			return fmt.Errorf("label %d of the %s is %d, but labels run from 0 to %d", i, s.title(), label, Classes-1)
		}
	}
	return nil
}

// title is the set's name as it stands in a sentence.
func (s Set) title() string {
	if s.Name == "" {
		return "set"
	}
	return s.Name + " set"
}
