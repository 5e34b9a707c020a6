package study

import "github.com/gofmnist/gofmnist/fmnist/data"

// Look is the data to be looked at: the training set, or a part of it.
type Look struct {
	study *Study
	set   data.Set
}

// Look is the whole training set.
func (s *Study) Look() Look { return Look{s, s.Data.Train} }

// Sample is a random part of the training images, the same for the same seed.
func (l Look) Sample(n int, seed uint64) Look { l.set = l.set.Sample(n, seed); return l }

// First are the first n training images.
func (l Look) First(n int) Look { l.set = l.set.Take(n); return l }

// With looks at other images in the place of these.
func (l Look) With(set data.Set) Look { l.set = set; return l }

// Set is the part that is looked at.
func (l Look) Set() data.Set { return l.set }

// Study is the study that it belongs to.
func (l Look) Study() *Study { return l.study }
