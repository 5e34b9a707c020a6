package data

import (
	"context"
	"testing"
)

// What is known of a fixed set is not believed of another one: of a part of it, of other labels, of a copy. Sets that
// are not fixed may be changed in place, those of the raw cache too.
func TestFixed(t *testing.T) {
	cache := t.TempDir()
	for _, from := range []string{"parsed", "from the raw cache"} {
		d, err := Load(context.Background(), Options{Dir: "synthetic:200,20", Cache: cache})
		if err != nil {
			t.Fatal(err)
		}
		fixed := d.Fixed()
		if got := fixed.Fingerprint(); got != d.Fingerprint() || fixed.Train.Fingerprint() != d.Train.hash() {
			t.Errorf("%s: the fingerprint is %s", from, got)
		}
		part, relabelled := fixed.Train.Take(100), fixed.Train
		relabelled.Labels = append([]uint8{9 - fixed.Train.Labels[0]}, fixed.Train.Labels[1:]...)
		if part.Fingerprint() != part.hash() || relabelled.Fingerprint() != relabelled.hash() ||
			part.hash() == fixed.Train.hash() || relabelled.hash() == fixed.Train.hash() {
			t.Errorf("%s: a part, or another labelling, has the fingerprint of the whole", from)
		}
		before := d.Train.Fingerprint()
		d.Train.Images[5] ^= 1
		if d.Train.Fingerprint() == before {
			t.Errorf("%s: a change in place is not seen", from)
		}
		d.Train.Images[5] ^= 1
		if fixed.Train.Fingerprint() != before || (Dataset{}).Fixed().Train.Fingerprint() != (Set{}).hash() {
			t.Errorf("%s: a fixed set has another fingerprint", from)
		}
	}
}
