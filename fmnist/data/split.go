package data

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Splitting is how the validation part is chosen.
type Splitting string

const (
	// Last takes the last samples of the file, as Keras' validation_split does.
	Last Splitting = ""
	// Shuffled takes samples at random.
	Shuffled Splitting = "shuffled"
	// Stratified takes samples at random, of every class the same share, as scikit-learn's
	// train_test_split(stratify=labels) does.
	Stratified Splitting = "stratified"
)

// Check says what a splitting can be when it is something else.
func (how Splitting) Check() error {
	if how == Last || how == Shuffled || how == Stratified {
		return nil
	}
	return fmt.Errorf("splitting is %q; it can be %q, %q or, for the last samples, left out", string(how), Shuffled,
		Stratified)
}

// Split cuts the set exactly as Keras' validation_split does: the last
// n-⌊n(1-validation)⌋ samples, in file order and before any shuffling, are the
// validation part, so 60,000 samples at 0.1 give 54,000 and 6,000. Both parts are
// views. Zero gives an empty validation part. It is an error, as in Keras, when
// validation is not in [0, 1) or when a part that was asked for would be empty.
func (s Set) Split(validation float64) (train, rest Set, err error) {
	n := s.Len()
	at, err := splitAt(n, validation)
	if err != nil {
		return Set{}, Set{}, err
	}
	train, rest = s.slice(0, at), s.slice(at, n)
	rest.Name = "validation"
	return train, rest, nil
}

// SplitBy is Split with a choice of how. The parts of Shuffled and Stratified are as large as Split's and copies; the
// same seed gives the same parts on every machine.
func (s Set) SplitBy(how Splitting, validation float64, seed uint64) (train, rest Set, err error) {
	if how == Last {
		return s.Split(validation)
	}
	kept, held, err := SplitIndices(s.Labels, how, validation, seed)
	if err != nil {
		return Set{}, Set{}, err
	}
	train, rest = s.Subset(kept), s.Subset(held)
	rest.Name = "validation"
	return train, rest, nil
}

// SplitIndices are the samples of the two parts, each ascending.
func SplitIndices(labels []uint8, how Splitting, validation float64, seed uint64) (train, rest []int, err error) {
	n := len(labels)
	at, err := splitAt(n, validation)
	if err = errors.Join(err, how.Check()); err != nil {
		return nil, nil, err
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	switch how {
	case Shuffled:
		shuffle(order, n, seed)
	case Stratified:
		order = stratified(labels, n-at, seed)
	}
	slices.Sort(order[:at])
	slices.Sort(order[at:])
	return order[:at], order[at:], nil
}

// splitAt is the size of the training part.
func splitAt(n int, validation float64) (int, error) {
	if !(validation >= 0 && validation < 1) { // written so that NaN fails too
		return 0, fmt.Errorf("validation is %v, but it is a share of the training samples: "+
			"give 0 or more and less than 1, such as 0.1", validation)
	}
	at := int(math.Floor(float64(n) * (1 - validation)))
	if validation > 0 && (at == 0 || at == n) {
		return 0, fmt.Errorf("%d samples cannot be split at validation %v: one part would be empty; "+
			"take more samples or another share", n, validation)
	}
	return at, nil
}

// stratified orders the samples so that the last held have every class in its share of the whole.
func stratified(labels []uint8, held int, seed uint64) []int {
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	shuffle(order, len(order), seed)
	var members [Classes][]int
	for _, i := range order {
		if class := labels[i]; class < Classes {
			members[class] = append(members[class], i)
		}
	}
	quota := quotas(members, held, len(labels))
	order = order[:0]
	var tail []int
	for class, m := range members {
		order = append(order, m[quota[class]:]...)
		tail = append(tail, m[:quota[class]]...)
	}
	return append(order, tail...)
}

// quotas divides the held samples among the classes in proportion, by the method of largest remainders; of equal
// remainders the lower class comes first.
func quotas(members [Classes][]int, held, n int) (quota [Classes]int) {
	if n == 0 {
		return quota
	}
	left, byRemainder := held, make([]int, Classes)
	for class, m := range members {
		quota[class] = held * len(m) / n
		left -= quota[class]
		byRemainder[class] = class
	}
	slices.SortStableFunc(byRemainder, func(a, b int) int {
		return cmp.Compare(held*len(members[b])%n, held*len(members[a])%n)
	})
	for _, class := range byRemainder[:left] {
		quota[class]++
	}
	return quota
}
