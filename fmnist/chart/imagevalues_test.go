package chart

import (
	"bytes"
	"math"
	"testing"
)

// Each stretch has its own scale from 0 to its largest value; over an image, 0 leaves the image's grey.
func TestSequential(t *testing.T) {
	lowest, highest := sequential.at(0), sequential.at(1)
	dark, bright := []byte{lowest.R, lowest.G, lowest.B}, []byte{highest.R, highest.G, highest.B}
	got := Sequential([]float64{0, 2, -1, math.NaN(), 8, 0}, 3, nil)
	for i, want := range [][]byte{dark, bright, dark, dark, bright, dark} {
		if !bytes.Equal(got[3*i:3*i+3], want) {
			t.Errorf("value %d is %v, want %v", i, got[3*i:3*i+3], want)
		}
	}
	over := Sequential([]float32{0, 5}, 0, []byte{77, 77})
	if !bytes.Equal(over[:3], []byte{77, 77, 77}) || bytes.Equal(over[3:], []byte{77, 77, 77}) {
		t.Errorf("over grey 77: %v", over)
	}
}
