package kernel

import "testing"

// Pixels is the division by 255, rounded once, for every byte at every level.
func TestPixelsAreQuotients(t *testing.T) {
	bytes := make([]uint8, 256)
	for i := range bytes {
		bytes[i] = uint8(i)
	}
	eachLevel(t, func(t *testing.T) {
		got := make([]float32, len(bytes))
		Pixels(got, bytes)
		for i, v := range got {
			if want := float32(bytes[i]) / 255; v != want {
				t.Errorf("%d becomes %v, want %v", i, v, want)
			}
		}
	})
}
