package engine

import "github.com/gofmnist/gofmnist/fmnist/engine/kernel"

// CheckSIMD is the error of an environment variable FMNIST_SIMD that names no instruction set of this processor; nil
// where it does, or is empty. Nothing is opened for the answer.
func CheckSIMD() error { return kernel.CheckSIMD() }
