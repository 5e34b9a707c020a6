package data

import (
	"fmt"
	"math"
)

// Split cuts the set exactly as Keras' validation_split does: the last
// n-⌊n(1-validation)⌋ samples, in file order and before any shuffling, are the
// validation part, so 60,000 samples at 0.1 give 54,000 and 6,000. Both parts are
// views. Zero gives an empty validation part. It is an error, as in Keras, when
// validation is not in [0, 1) or when a part that was asked for would be empty.
func (s Set) Split(validation float64) (train, rest Set, err error) {
	if !(validation >= 0 && validation < 1) { // written so that NaN fails too
		return Set{}, Set{}, fmt.Errorf("validation is %v, but it is a share of the training samples: give 0 or more and less than 1, such as 0.1", validation)
	}
	n := s.Len()
	at := int(math.Floor(float64(n) * (1 - validation)))
	if validation > 0 && (at == 0 || at == n) {
		return Set{}, Set{}, fmt.Errorf("%d samples cannot be split at validation %v: one part would be empty; take more samples or another share", n, validation)
	}
	train, rest = s.slice(0, at), s.slice(at, n)
	rest.Name = "validation"
	return train, rest, nil
}
