package engine

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// fused are arm64's instructions that round a product and a sum once.
var fused = regexp.MustCompile(`\(([^()]*\.go:\d+)\)\s+FN?M(ADD|SUB)[SD]\b`)

// TestNothingIsFused compiles the packages whose results are the same on every processor for arm64 and looks for
// products and sums that the compiler has fused. An explicit conversion, float32(x*y)+z, forbids it.
func TestNothingIsFused(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for arm64: not in short mode")
	}
	for _, name := range []string{"./kernel", ".", "../tsne", "../pca", "../train"} {
		build := exec.Command("go", "build", "-gcflags=-S", name)
		build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=")
		out, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out[:min(len(out), 2000)])
		}
		if !strings.Contains(string(out), "TEXT") {
			t.Fatalf("%s: the compiler printed no instructions", name)
		}
		for _, found := range fused.FindAllSubmatch(out, -1) {
			t.Errorf("the product and the sum at %s are fused", found[1])
		}
	}
}
