package engine

import "github.com/gofmnist/gofmnist/fmnist/engine/kernel"

// stepMs is the table by which the CPU's default is chosen: median milliseconds of a training step of LeNet-5, batch
// 128, on two cores of an EPYC with AVX-512 ("fmnist bench" under FMNIST_SIMD and GOMLX_BACKEND, in alternation;
// docs/BACKENDS.md has the figures of other networks, whose order is the same). A level that is not in it has vector
// instructions, and is taken to be faster than XLA until somebody measures otherwise.
var stepMs = map[string]float64{
	"avx512": 1.3, "avx2": 1.5, "none": 60,
	"xla:cpu": 4.5, // the fastest of three plugins with the forms of forms.go
}

// kernelsFastest says whether the kernels at this machine's SIMD level are faster than XLA on the CPU.
func kernelsFastest() bool {
	ms, known := stepMs[kernel.SIMD()]
	return !known || ms < stepMs["xla:cpu"]
}
