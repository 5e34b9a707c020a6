// Package kernels installs the two Jupyter kernels of this module, "Go (Fashion-MNIST, CPU)" and "Go (Fashion-MNIST,
// CUDA)", and everything they need: GoNB and its helpers in the versions go.mod pins, and a warm build cache, so that
// the first cell of a notebook answers as quickly as the tenth.
//
// A kernel is GoNB started by spec/launch.sh, which finds the checkout a notebook lies in and makes it importable: no
// set-up cell, no `go mod edit`, no network. Nothing in a kernelspec depends on the shell Jupyter was started from.
package kernels

// Module is the path notebooks import from.
const Module = "github.com/gofmnist/gofmnist"
