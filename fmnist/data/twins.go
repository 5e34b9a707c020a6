package data

import "slices"

// Twins lists groups of images that are the same picture: equal in every pixel at radius 0, and otherwise linked by
// Euclidean distances of at most the radius on the scale 0 … 255 (see Near), from image to image. Groups are ascending,
// and so are the images in each. Labels do not count: twins under different labels are worth knowing.
func (s Set) Twins(radius float64) ([][]int, error) {
	if radius == 0 {
		if err := s.Check(); err != nil {
			return nil, err
		}
		return s.DuplicateGroups(ByImage), nil
	}
	pairs, err := s.Near(radius)
	if err != nil {
		return nil, err
	}
	return components(s.Len(), pairs), nil
}

// components are the groups of more than one that the pairs link.
func components(n int, pairs []Pair) [][]int {
	parent := make([]int, n)
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, p := range pairs {
		a, b := root(p.A), root(p.B)
		parent[max(a, b)] = min(a, b)
	}
	members := map[int][]int{}
	for i := range parent {
		members[root(i)] = append(members[root(i)], i)
	}
	var groups [][]int
	for _, group := range members {
		if len(group) > 1 {
			groups = append(groups, group)
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return a[0] - b[0] })
	return groups
}

// Twins are the same pictures within and across the two sets.
type Twins struct {
	Radius      float64 // 0 for exact ones
	Train, Test [][]int // groups within each set
	// Across lists the test images that have a twin in the training set, ascending.
	Across []int
}

// Extra counts the images that a set would lose if only the first of each group stayed.
func (t Twins) Extra() (train, test int) {
	for _, group := range t.Train {
		train += len(group) - 1
	}
	for _, group := range t.Test {
		test += len(group) - 1
	}
	return train, test
}

// Twins finds the twins within the training and the test set and across them; see Set.Twins for the radius.
func (d Dataset) Twins(radius float64) (Twins, error) {
	t := Twins{Radius: radius}
	var err error
	if t.Train, err = d.Train.Twins(radius); err != nil {
		return t, err
	}
	if t.Test, err = d.Test.Twins(radius); err != nil {
		return t, err
	}
	t.Across, err = d.Across(radius)
	return t, err
}

// Across lists the test images that have a twin in the training set, ascending; see Set.Twins for the radius.
func (d Dataset) Across(radius float64) ([]int, error) {
	if radius == 0 {
		return d.Test.Overlap(d.Train, ByImage), nil
	}
	pairs, err := d.Test.NearIn(d.Train, radius)
	if err != nil {
		return nil, err
	}
	var across []int
	for _, p := range pairs {
		across = append(across, p.A)
	}
	slices.Sort(across)
	return slices.Compact(across), nil
}

// Dedupe is the dataset without the twins: the first of each group stays, and a test image with a twin in the training
// set goes, so that the test set holds only pictures that a network cannot have seen. The training set is as it was but
// for its own twins. A dataset without any is returned as it is.
func (d Dataset) Dedupe(radius float64) (Dataset, Twins, error) {
	t, err := d.Twins(radius)
	if err != nil {
		return d, t, err
	}
	d.Train = d.Train.without(repeats(t.Train))
	d.Test = d.Test.without(append(repeats(t.Test), t.Across...))
	if len(t.Train)+len(t.Test)+len(t.Across) > 0 {
		d.Official = false
	}
	return d, t, nil
}

// repeats are all but the first of each group.
func repeats(groups [][]int) (drop []int) {
	for _, group := range groups {
		drop = append(drop, group[1:]...)
	}
	return drop
}

// without is the set without the samples at the indices.
func (s Set) without(drop []int) Set {
	if len(drop) == 0 {
		return s
	}
	gone := make([]bool, s.Len())
	for _, i := range drop {
		gone[i] = true
	}
	var keep []int
	for i := range gone {
		if !gone[i] {
			keep = append(keep, i)
		}
	}
	return s.Subset(keep)
}
