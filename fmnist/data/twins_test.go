package data

import (
	"reflect"
	"slices"
	"testing"
)

// doubled is ten noisy pictures of which some come again, exactly or nearly.
func doubled() Dataset {
	base := Set{Images: noise(10*Pixels, 21), Labels: []uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}
	d := Dataset{Train: base.Subset([]int{0, 1, 2, 0, 3, 1, 4, 0}), Test: base.Subset([]int{5, 2, 6, 5, 1, 7})}
	d.Train.Labels[3] = 9                // the same picture under another label
	d.Train.Image(6)[5] ^= 1             // near base 4 only
	d.Test.Images[2*Pixels] ^= 3         // near base 6 only
	d.Train = d.Train.append(base, 4, 6) // 8, 9: base 4 and 6
	d.Train.Name, d.Test.Name = "train", "test"
	return d
}

// append adds samples of another set.
func (s Set) append(other Set, indices ...int) Set {
	more := other.Subset(indices)
	s.Images, s.Labels = slices.Concat(s.Images, more.Images), slices.Concat(s.Labels, more.Labels)
	return s
}

func TestTwins(t *testing.T) {
	d := doubled()
	for radius, want := range map[float64]Twins{
		0: {Train: [][]int{{0, 3, 7}, {1, 5}}, Test: [][]int{{0, 3}}, Across: []int{1, 4}},
		4: {Train: [][]int{{0, 3, 7}, {1, 5}, {6, 8}}, Test: [][]int{{0, 3}}, Across: []int{1, 2, 4}},
	} {
		want.Radius = radius
		got, err := d.Twins(radius)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("radius %v: %+v (%v), want %+v", radius, got, err, want)
		}
		without, _, err := d.Dedupe(radius)
		if err != nil {
			t.Fatal(err)
		}
		train, test := want.Extra()
		if without.Train.Len() != d.Train.Len()-train || without.Test.Len() != d.Test.Len()-test-len(want.Across) {
			t.Errorf("radius %v: %d + %d images are left", radius, without.Train.Len(), without.Test.Len())
		}
		again, err := without.Twins(radius)
		if err != nil || len(again.Train)+len(again.Test)+len(again.Across) > 0 {
			t.Errorf("radius %v: after Dedupe there still are %+v (%v)", radius, again, err)
		}
	}
	if _, err := d.Twins(-1); err == nil {
		t.Error("a negative radius is accepted")
	}
}

// Twins link: a to b and b to c is one group, though a and c are further apart than the radius.
func TestTwinsLink(t *testing.T) {
	s := Set{Images: make([]uint8, 4*Pixels), Labels: make([]uint8, 4)}
	for i, v := range []uint8{100, 103, 106, 200} {
		s.Image(i)[0] = v
	}
	groups, err := s.Twins(3)
	if err != nil || !reflect.DeepEqual(groups, [][]int{{0, 1, 2}}) {
		t.Errorf("%v (%v)", groups, err)
	}
}

// The official files have no exact twins, and 19 test images with a training image within 300 (NumPy's distances).
func TestOfficialTwins(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compares 60,000 images with each other")
	}
	d, err := Read(realDir(t))
	if err != nil {
		t.Fatal(err)
	}
	same, _, err := d.Dedupe(0)
	if err != nil || same.Fingerprint() != d.Fingerprint() || !same.Official {
		t.Errorf("exact twins in the official files (%v)", err)
	}
	without, twins, err := d.Dedupe(300)
	if err != nil || len(twins.Across) != 19 || without.Official {
		t.Errorf("%d test images have near twins in the training set (%v)", len(twins.Across), err)
	}
	train, test := twins.Extra()
	t.Logf("within 300: %d of the training and %d of the test images repeat another", train, test)
}
