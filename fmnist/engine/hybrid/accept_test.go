package hybrid

import (
	"testing"

	"github.com/gomlx/compute/support/backendtest"
)

// TestAccept runs GoMLX's own tests of a backend: as graphs go without kernels, and with every graph planned and cut up
// as if it had some.
func TestAccept(t *testing.T) {
	for _, always := range []bool{false, true} {
		b, err := New("")
		if err != nil {
			t.Fatal(err)
		}
		b.(*Backend).always = always
		t.Run(map[bool]string{false: "whole", true: "planned"}[always],
			func(t *testing.T) { backendtest.RunAll(t, b, nil) })
	}
}
