package data

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// numbered is a set whose image i is filled with byte i and whose label is i mod 10.
func numbered(n int) Set {
	s := Set{Images: make([]uint8, n*Pixels), Labels: make([]uint8, n), Name: "test"}
	for i := range n {
		for p := range Pixels {
			s.Images[i*Pixels+p] = uint8(i)
		}
		s.Labels[i] = uint8(i % Classes)
	}
	return s
}

func TestSplitAsKeras(t *testing.T) {
	// Expected values: int(math.floor(n * (1.0 - f))) in Python.
	for _, c := range []struct {
		n     int
		f     float64
		train int
	}{{60000, 0.1, 54000}, {60000, 0.2, 48000}, {10, 0.3, 7}, {10, 0.7, 3}, {7, 0.5, 3}, {59957, 0.2, 47965},
		{10, 0, 10}, {3, 0.9, 0}, {10, 1e-20, 10}} {
		train, rest, err := numbered(c.n).Split(c.f)
		if empty := c.f > 0 && (c.train == 0 || c.train == c.n); empty != (err != nil) {
			t.Errorf("Split(%v) of %d: error %v", c.f, c.n, err)
		}
		if err == nil && (train.Len() != c.train || rest.Len() != c.n-c.train) {
			t.Errorf("Split(%v) of %d gives %d + %d, want %d first", c.f, c.n, train.Len(), rest.Len(), c.train)
		}
	}
	_, rest, err := numbered(20).Split(0.25)
	if err != nil || rest.Image(0)[0] != 15 || rest.Labels[0] != 5 || rest.Name != "validation" {
		t.Errorf("the validation part is %v, %v", rest.Labels, err)
	}
}

func TestSplitRefuses(t *testing.T) {
	for _, f := range []float64{-0.1, 1, 1.5, math.NaN(), math.Inf(1)} {
		if _, _, err := numbered(10).Split(f); err == nil {
			t.Errorf("Split(%v) is accepted", f)
		}
	}
}

func TestSample(t *testing.T) {
	s := numbered(200)
	a, b := s.Sample(50, 7), s.Sample(20, 7)
	if !slices.Equal(a.Take(20).Images, b.Images) || !slices.Equal(a.Labels[:20], b.Labels) {
		t.Error("a smaller sample of the same seed is not a prefix")
	}
	seen := map[uint8]bool{}
	for i := range a.Len() {
		first := a.Image(i)[0]
		if seen[first] || a.Labels[i] != first%Classes {
			t.Errorf("sample %d is drawn twice or has another's label", first)
		}
		seen[first] = true
	}
	if other := s.Sample(50, 8); slices.Equal(a.Labels, other.Labels) {
		t.Error("two seeds give the same sample")
	}
	if s.Sample(1000, 1).Len() != 200 || s.Sample(-1, 1).Len() != 0 || (Set{}).Sample(3, 1).Len() != 0 {
		t.Error("counts beyond the set or below zero are not clipped")
	}
}

func TestMissingFollowsItsPixel(t *testing.T) {
	s := numbered(6)
	s.Missing = []int{3, 2*Pixels + 5, 5 * Pixels}
	if got := s.Subset([]int{5, 2, 2}).Missing; !slices.Equal(got, []int{0, Pixels + 5, 2*Pixels + 5}) {
		t.Errorf("Subset: %v", got)
	}
	if got := s.slice(2, 5).Missing; !slices.Equal(got, []int{5}) {
		t.Errorf("slice: %v", got)
	}
}

func TestViewsDoNotGrowIntoEachOther(t *testing.T) {
	s := numbered(4)
	head := s.Take(2)
	head.Images = append(head.Images, 99)
	head.Labels = append(head.Labels, 9)
	if s.Image(2)[0] != 2 || s.Labels[2] != 2 {
		t.Error("appending to Take(2) overwrote sample 2")
	}
}

func TestCheck(t *testing.T) {
	for want, s := range map[string]Set{
		"the test set has 783 pixels for 1 labels, but 1 images of 28×28 need 784": {Images: make([]uint8, 783),
			Labels: []uint8{0}, Name: "test"},
		"label 1 of the set is 10, but labels run from 0 to 9": {Images: make([]uint8, 2*Pixels),
			Labels: []uint8{9, 10}},
	} {
		if err := s.Check(); err == nil || err.Error() != want {
			t.Errorf("Check says %v, want %s", err, want)
		}
	}
	if err := numbered(3).Check(); err != nil {
		t.Error(err)
	}
}

func TestFingerprint(t *testing.T) {
	s := numbered(1500) // more than one block of pixels
	same := Set{Images: slices.Clone(s.Images), Labels: slices.Clone(s.Labels), Name: "other name"}
	if s.Fingerprint() != same.Fingerprint() {
		t.Error("equal contents have different fingerprints")
	}
	seen := map[string]string{s.Fingerprint(): "the original"}
	for what, change := range map[string]func(*Set){
		"a pixel":    func(s *Set) { s.Images[len(s.Images)-1] ^= 1 },
		"a label":    func(s *Set) { s.Labels[7] ^= 1 },
		"the length": func(s *Set) { *s = s.Take(1499) },
		"nothing":    func(s *Set) { *s = Set{} },
	} {
		v := Set{Images: slices.Clone(s.Images), Labels: slices.Clone(s.Labels)}
		change(&v)
		if other, ok := seen[v.Fingerprint()]; ok {
			t.Errorf("changing %s gives the fingerprint of %s", what, other)
		}
		seen[v.Fingerprint()] = what
	}
}

func ExampleSet_Split() {
	d := Synthetic(200, 10, 1)
	train, validation, err := d.Train.Split(0.1)
	fmt.Println(train.Len(), validation.Len(), err)
	_, _, err = d.Train.Split(1)
	fmt.Println(err)
	// Output:
	// 180 20 <nil>
	// validation is 1, but it is a share of the training samples: give 0 or more and less than 1, such as 0.1
}

func TestMirrored(t *testing.T) {
	s := Synthetic(3, 1, 5).Train
	m := s.Mirrored()
	for i := range s.Len() {
		for row := range Side {
			for column := range Side {
				if m.Image(i)[row*Side+column] != s.Image(i)[row*Side+Side-1-column] {
					t.Fatalf("image %d, row %d, column %d is not that of the other side", i, row, column)
				}
			}
		}
	}
	if !slices.Equal(m.Mirrored().Images, s.Images) || !slices.Equal(m.Labels, s.Labels) {
		t.Error("mirrored twice it should be the set again")
	}
}
