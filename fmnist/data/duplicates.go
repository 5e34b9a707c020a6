package data

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// By says what two samples must share to be duplicates.
type By int

const (
	// ByRow compares the pixels and the label: a row of the CSV file, as pandas does.
	ByRow By = iota
	// ByImage compares the pixels alone, as numpy.unique on the image array does.
	ByImage
)

// Duplicates counts exact duplicates in the two usual ways.
type Duplicates struct {
	Groups int // samples that occur more than once: numpy.unique's counts > 1
	Extra  int // samples that repeat an earlier one: pandas' duplicated().sum()
}

// DuplicateGroups lists the indices of samples that are equal, each group ascending,
// groups by their first sample. A missing value equals only another missing value.
func (s Set) DuplicateGroups(by By) [][]int {
	index := s.index(by)
	members := map[int][]int{}
	for i, first := range index.first {
		if first != i {
			members[first] = append(members[first], i)
		}
	}
	groups := make([][]int, 0, len(members))
	for first, others := range members {
		groups = append(groups, append([]int{first}, others...))
	}
	slices.SortFunc(groups, func(a, b []int) int { return a[0] - b[0] })
	return groups
}

// Duplicates counts the groups and the extra samples.
func (s Set) Duplicates(by By) Duplicates {
	var d Duplicates
	for _, group := range s.DuplicateGroups(by) {
		d.Groups++
		d.Extra += len(group) - 1
	}
	return d
}

// Dedupe keeps the first of equal samples in the set's order, as pandas'
// drop_duplicates(keep="first") does. A set without duplicates is returned as it is.
func (s Set) Dedupe(by By) Set {
	var keep []int
	for i, first := range s.index(by).first {
		if first == i {
			keep = append(keep, i)
		}
	}
	if len(keep) == s.Len() {
		return s
	}
	return s.Subset(keep)
}

// Overlap lists the samples of s that also are in other.
func (s Set) Overlap(other Set, by By) []int {
	index := other.index(by)
	missing := s.missingByImage()
	var shared []int
	for i := range s.Len() {
		if index.find(s, missing, i) >= 0 {
			shared = append(shared, i)
		}
	}
	return shared
}

// index finds samples by their contents.
type index struct {
	set     Set
	by      By
	missing map[int][]int
	heads   map[uint64][]int // hash → first samples of the groups with this hash
	first   []int            // sample → first sample that equals it
}

// hashSeed is shared by all indices, so that sets can be looked up in each other's.
var hashSeed = maphash.MakeSeed()

// index groups the samples. Hashing is parallel; hashes that agree are followed by a
// comparison of the samples.
func (s Set) index(by By) *index {
	x := &index{set: s, by: by, missing: s.missingByImage(), heads: make(map[uint64][]int, s.Len()),
		first: make([]int, s.Len())}
	hashes := make([]uint64, s.Len())
	parallel(blocks(len(s.Images)), func(b int) {
		lo, hi := bounds(b, len(s.Images))
		for i := (lo + Pixels - 1) / Pixels; i*Pixels < hi; i++ {
			hashes[i] = maphash.Bytes(hashSeed, s.Image(i))
		}
	})
	for i, h := range hashes {
		x.first[i] = i
		if j := x.among(x.heads[h], s, x.missing, i); j >= 0 {
			x.first[i] = j
		} else {
			x.heads[h] = append(x.heads[h], i)
		}
	}
	return x
}

// find is the first sample of the index that equals sample i of s, or -1.
func (x *index) find(s Set, missing map[int][]int, i int) int {
	return x.among(x.heads[maphash.Bytes(hashSeed, s.Image(i))], s, missing, i)
}

// among is the head that equals sample i of s, or -1.
func (x *index) among(heads []int, s Set, missing map[int][]int, i int) int {
	for _, j := range heads {
		if (x.by == ByImage || x.set.Labels[j] == s.Labels[i]) && bytes.Equal(x.set.Image(j), s.Image(i)) &&
			slices.Equal(x.missing[j], missing[i]) {
			return j
		}
	}
	return -1
}

// missingByImage lists the missing pixels of the images that have any.
func (s Set) missingByImage() map[int][]int {
	byImage := map[int][]int{}
	for _, p := range s.Missing {
		byImage[p/Pixels] = append(byImage[p/Pixels], p%Pixels)
	}
	return byImage
}
