package engine

import (
	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

const kernelsName = "go+kernels"

// kernelsWhy says which instructions the kernels use.
func kernelsWhy() string {
	if simd := kernel.SIMD(); simd != "none" {
		return "pure Go with " + simd + " kernels"
	}
	return "pure Go with kernels, but without SIMD instructions, which makes it several times slower"
}

func openKernels(options string) (compute.Backend, error) { return hybrid.New(options) }
