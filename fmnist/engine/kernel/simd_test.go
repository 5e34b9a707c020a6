package kernel

import (
	"strings"
	"testing"
)

func TestChooseSIMD(t *testing.T) {
	all := []level{scalar, avx2}
	for _, c := range []struct {
		wanted string
		want   level
		says   string // in the error
	}{
		{"", avx2, ""}, {"none", scalar, ""}, {"avx2", avx2, ""},
		{"avx512", avx2, `FMNIST_SIMD="avx512": this processor has none, avx2`}, {"sse", avx2, `FMNIST_SIMD="sse"`},
		{"AVX2", avx2, "choose one"},
	} {
		got, err := choose(c.wanted, all)
		if got != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("choose(%q) = %v, %v", c.wanted, got, err)
		}
	}
}
