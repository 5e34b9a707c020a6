package kernel

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// at runs do with another instruction set.
func (l level) at(do func()) {
	defer func(was level) { simd = was }(simd)
	simd = l
	do()
}

// TestLevelsGiveTheSameBits calls every exported function at all levels on random shapes.
func TestLevelsGiveTheSameBits(t *testing.T) {
	seeds := trials(60)
	if testing.Short() {
		seeds = trials(10)
	}
	for _, p := range primitives {
		t.Run(p.name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				var want [][]float32
				levels()[0].at(func() { want = p.run(newSource(seed)) })
				for _, l := range levels()[1:] {
					var got [][]float32
					l.at(func() { got = p.run(newSource(seed)) })
					compareBits(t, fmt.Sprintf("seed %d, %v against %v", seed, l, levels()[0]), got, want)
				}
			}
		})
	}
}

func compareBits(t *testing.T, what string, got, want [][]float32) {
	t.Helper()
	for k := range want {
		different, first := 0, -1
		for i, v := range want[k] {
			if math.Float32bits(got[k][i]) != math.Float32bits(v) {
				if different++; first < 0 {
					first = i
				}
			}
		}
		if different > 0 {
			t.Fatalf("%s: result %d: %d of %d elements differ, the first, %d, is %x, want %x",
				what, k, different, len(want[k]), first, got[k][first], want[k][first])
		}
	}
}

const bitsGolden = "testdata/bits.txt"

// TestBitsAreGolden compares a hash of every primitive's results with the table that every processor must meet. Written
// anew by
//
//	go test ./fmnist/engine/kernel -run TestBitsAreGolden -update
//
// which is a change of arithmetic: it goes with a new code epoch.
func TestBitsAreGolden(t *testing.T) {
	golden, err := os.ReadFile(bitsGolden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var table strings.Builder
	for _, p := range primitives {
		t.Run(p.name, func(t *testing.T) {
			for seed := range uint64(8) {
				line := fmt.Sprintf("%s %d %s\n", p.name, seed, hash(p.run(newSource(1000+seed))))
				table.WriteString(line)
				if !*update && !bytes.Contains(golden, []byte(line)) {
					t.Errorf("FMNIST_SIMD=%s gives %q, which is not in the table", SIMD(), line)
				}
			}
		})
	}
	if *update {
		if err := os.WriteFile(bitsGolden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func hash(results [][]float32) string {
	sum := sha256.New()
	for _, x := range results {
		for _, v := range x {
			fmt.Fprintf(sum, "%08x", math.Float32bits(v))
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}

// TestPrimitivesAreComplete fails when the package exports a function that the tables above do not call.
func TestPrimitivesAreComplete(t *testing.T) {
	called := map[string]bool{"SIMD": true, "CheckSIMD": true, "OutSize": true, "Share": true, "Parallel": true,
		"String": true, "Multiplications": true, "Peak": true, "Bandwidth": true, "CountLoad": true, "Load": true}
	exported := func(skip func(string) bool, each func(ast.Node)) {
		files, err := os.ReadDir(".")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f.Name(), ".go") && !skip(f.Name()) {
				tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
				if err != nil {
					t.Fatal(err)
				}
				ast.Inspect(tree, func(n ast.Node) bool { each(n); return true })
			}
		}
	}
	exported(func(name string) bool { return !strings.HasPrefix(name, "primitives") }, func(n ast.Node) {
		if id, ok := n.(*ast.Ident); ok {
			called[id.Name] = true
		}
	})
	var missing []string
	exported(func(name string) bool { return strings.HasSuffix(name, "_test.go") }, func(n ast.Node) {
		if f, ok := n.(*ast.FuncDecl); ok && f.Name.IsExported() && !called[f.Name.Name] {
			missing = append(missing, f.Name.Name)
		}
	})
	if slices.Sort(missing); len(missing) > 0 {
		t.Errorf("not called at all levels: %v", missing)
	}
}
