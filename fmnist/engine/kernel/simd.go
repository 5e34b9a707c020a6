//go:generate go run ./asm

package kernel

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// level is the instruction set in use.
type level int

const (
	scalar level = iota // plain Go
	avx2                // AVX2 and FMA, 8 lanes
	avx512              // AVX-512 F and DQ, 16 lanes
	neon                // arm64, 4 lanes
)

// simd is chosen once: the best that the processor has, or the one that FMNIST_SIMD asks for.
var simd, simdError = choose(os.Getenv("FMNIST_SIMD"), levels())

// choose returns the wanted one of the available levels, without a wish the last.
func choose(wanted string, available []level) (level, error) {
	best := available[len(available)-1]
	if wanted == "" {
		return best, nil
	}
	names := make([]string, len(available))
	for i, l := range available {
		names[i] = l.String()
	}
	if i := slices.Index(names, wanted); i >= 0 {
		return available[i], nil
	}
	return best, fmt.Errorf("FMNIST_SIMD=%q: this processor has %s; choose one of these or leave the variable empty",
		wanted, strings.Join(names, ", "))
}

// SIMD names the instruction set in use: "avx512", "avx2", "neon" or "none".
func SIMD() string { return simd.String() }

// CheckSIMD returns the error of an environment variable FMNIST_SIMD that names no instruction set of this processor.
// Programs ask before they begin; the functions of this package would use the best.
func CheckSIMD() error { return simdError }

func (l level) String() string { return [...]string{"none", "avx2", "avx512", "neon"}[l] }

// tileRows is the height of the largest matrix tile, tileCols its width: as many accumulators as the registers hold.
func (l level) tileRows() int { return [...]int{4, 6, 12, 6}[l] }
func (l level) tileCols() int { return [...]int{32, 16, 32, 16}[l] }

// wideRows is the height of tiles of backCols columns.
func (l level) wideRows() int { return [...]int{4, 3, 12, 6}[l] }

// lanes is the number of float32 in a vector register.
func (l level) lanes() int { return [...]int{16, 8, 16, 4}[l] }

// depthwiseCols is the width of the largest depthwise tile.
func (l level) depthwiseCols() int { return [...]int{16, 8, 16, 16}[l] }

// square is the side of the largest block that is transposed at a time.
func (l level) square() int { return [...]int{16, 8, 16, 32}[l] }
