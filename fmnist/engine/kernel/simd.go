//go:generate go run ./asm

package kernel

import "os"

// level is the instruction set in use.
type level int

const (
	scalar level = iota // plain Go
	avx2                // AVX2 and FMA, 8 lanes
	avx512              // AVX-512 F and DQ, 16 lanes
)

// simd is chosen once: the best that the processor has, or the lower one that FMNIST_SIMD (avx512, avx2 or none) asks for.
var simd = choose(os.Getenv("FMNIST_SIMD"), best())

func choose(wanted string, best level) level {
	switch wanted {
	case "none":
		return scalar
	case "avx2":
		return min(avx2, best)
	}
	return best
}

// SIMD names the instruction set in use: "avx512", "avx2" or "none".
func SIMD() string { return simd.String() }

func (l level) String() string { return [...]string{"none", "avx2", "avx512"}[l] }

// tileRows is the height of the largest matrix tile, tileCols its width: as many accumulators as the registers hold.
func (l level) tileRows() int { return [...]int{4, 6, 12}[l] }
func (l level) tileCols() int { return [...]int{8, 16, 32}[l] }

// lanes is the number of float32 in a vector register.
func (l level) lanes() int { return [...]int{4, 8, 16}[l] }
