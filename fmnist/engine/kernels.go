package engine

import "github.com/gofmnist/gofmnist/fmnist/engine/kernel"

const kernelsName = "go+kernels"

// kernelsWhy says which instructions the kernels use.
func kernelsWhy() string {
	if simd := kernel.SIMD(); simd != "none" {
		return "pure Go with " + simd + " kernels"
	}
	return "pure Go with kernels, but without SIMD instructions, which makes it several times slower"
}

// Share divides the cores that the kernels use among one more training, until end is called. The results do not depend
// on it.
func Share() (end func()) { return kernel.Share() }

// kernelClass names the arithmetic of the kernels, see Class: one for all instruction sets, plain Go too.
const kernelClass = "go/kernels"
