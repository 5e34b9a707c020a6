package study

import (
	"math"
	"testing"
)

// The mean of two opinions has a lower loss than they have in the mean (Jensen), if not an accuracy far from theirs.
func TestMirroredTest(t *testing.T) {
	s := smallStudy(t)
	r := trainSmall(t, s, small)
	once, err := r.TestMirrored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mirrored, err := r.Evaluate(t.Context(), s.Data.Test.Mirrored())
	if err != nil {
		t.Fatal(err)
	}
	if once.Images != s.Data.Test.Len() || once.Loss >= (r.TestLoss+mirrored.Loss)/2 ||
		math.Abs(once.Accuracy-r.TestAccuracy) > 0.1 {
		t.Errorf("%+v, with one view loss %v and %v, accuracy %v", once, r.TestLoss, mirrored.Loss, r.TestAccuracy)
	}
}
