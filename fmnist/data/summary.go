package data

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Summary is what both reports print first.
type Summary struct {
	Classes     []string
	TrainShape  [3]int // images, rows, columns
	TestShape   [3]int
	TrainCounts [Classes]int // images per class
	TestCounts  [Classes]int
	Min, Max    uint8   // over both sets
	Mean, Std   float64 // of the training pixels divided by 255; Std as numpy.std, over n
	Source      string
	Synthetic   bool
	Official    bool
}

// Summary describes the dataset; the official files give mean 0.28604 and standard
// deviation 0.35302. It is an error when the training set is empty.
func (d Dataset) Summary() (Summary, error) {
	if d.Train.Len() == 0 {
		return Summary{}, errors.New("the training set is empty, so there is nothing to summarise")
	}
	if err := firstError(d.Train.Check(), d.Test.Check()); err != nil {
		return Summary{}, err
	}
	train, test := d.Train.moments(), d.Test.moments()
	n := float64(len(d.Train.Images))
	mean := float64(train.sum) / n
	s := Summary{
		Classes:     d.ClassNames(),
		TrainShape:  [3]int{d.Train.Len(), Side, Side},
		TestShape:   [3]int{d.Test.Len(), Side, Side},
		TrainCounts: d.Train.Counts(), TestCounts: d.Test.Counts(),
		Min: train.min, Max: train.max,
		Mean:   mean / 255,
		Std:    math.Sqrt(float64(train.squares)/n-mean*mean) / 255,
		Source: d.Source, Synthetic: d.Synthetic, Official: d.Official,
	}
	if d.Test.Len() > 0 {
		s.Min, s.Max = min(s.Min, test.min), max(s.Max, test.max)
	}
	return s, nil
}

// Counts is the number of images per class.
func (s Set) Counts() [Classes]int {
	var counts [Classes]int
	for _, label := range s.Labels {
		if label < Classes {
			counts[label]++
		}
	}
	return counts
}

// Head is the first n rows of the CSV layout: label, then pixel1 … pixel784, named
// by Columns.
func (s Set) Head(n int) [][]uint8 {
	rows := make([][]uint8, s.Take(n).Len())
	for i := range rows {
		rows[i] = append([]uint8{s.Labels[i]}, s.Image(i)...)
	}
	return rows
}

// moments are exact integer sums over all pixels of a set.
type moments struct {
	min, max     uint8
	sum, squares uint64
}

// moments counts how often each value occurs, which is all that is needed.
func (s Set) moments() moments {
	var counts [256]uint64
	var lock sync.Mutex
	parallel(blocks(len(s.Images)), func(i int) {
		lo, hi := bounds(i, len(s.Images))
		part := histogram(s.Images[lo:hi])
		lock.Lock()
		defer lock.Unlock()
		for v, n := range part {
			counts[v] += n
		}
	})
	m := moments{min: 255}
	for v, n := range counts {
		if n > 0 {
			m.min, m.max = min(m.min, uint8(v)), max(m.max, uint8(v))
			m.sum += n * uint64(v)
			m.squares += n * uint64(v) * uint64(v)
		}
	}
	return m
}

// histogram counts the values. Half of the pixels are background, eight of which are seen at a glance; four tables,
// because pixels with equal neighbours would wait for one counter.
func histogram(pixels []uint8) (counts [256]uint64) {
	var tables [4][256]uint32
	zeros := 0
	for len(pixels) >= 8 {
		word := binary.LittleEndian.Uint64(pixels)
		pixels = pixels[8:]
		if word == 0 {
			zeros += 8
			continue
		}
		for i := range 2 {
			half := uint32(word >> (32 * i))
			tables[0][uint8(half)]++
			tables[1][uint8(half>>8)]++
			tables[2][uint8(half>>16)]++
			tables[3][uint8(half>>24)]++
		}
	}
	for _, v := range pixels {
		tables[0][v]++
	}
	for v := range counts {
		for t := range tables {
			counts[v] += uint64(tables[t][v])
		}
	}
	counts[0] += uint64(zeros)
	return counts
}

// ClassMeans are the mean images of the ten classes, each 784 values 0 … 255. It is
// an error when a class has no image.
func (s Set) ClassMeans() ([Classes][]float64, error) {
	var sums [Classes][]float64
	if err := s.Check(); err != nil {
		return sums, err
	}
	for class := range sums {
		sums[class] = make([]float64, Pixels)
	}
	for i, label := range s.Labels {
		for p, v := range s.Image(i) {
			sums[label][p] += float64(v) // exact: sums of integers stay far below 2^53
		}
	}
	for class, n := range s.Counts() {
		if n == 0 {
			return sums, fmt.Errorf("the %s has no image of class %d (%s), so it has no mean", s.title(), class,
				s.ClassNames()[class])
		}
		for p := range sums[class] {
			sums[class][p] /= float64(n)
		}
	}
	return sums, nil
}

// PixelVariance is the variance of each of the 784 pixels over the set, on the scale
// 0 … 255 and over n, as numpy.var(axis=0).
func (s Set) PixelVariance() ([]float64, error) {
	if s.Len() == 0 {
		return nil, fmt.Errorf("the %s is empty, so its pixels have no variance", s.title())
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	sums, squares := make([]uint64, Pixels), make([]uint64, Pixels)
	for i := range s.Len() {
		for p, v := range s.Image(i) {
			sums[p] += uint64(v)
			squares[p] += uint64(v) * uint64(v)
		}
	}
	n := float64(s.Len())
	variance := make([]float64, Pixels)
	for p := range variance {
		mean := float64(sums[p]) / n
		// Exact integers before this subtraction: it loses nothing that matters.
		variance[p] = max(float64(squares[p])/n-mean*mean, 0)
	}
	return variance, nil
}
