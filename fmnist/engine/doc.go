// Package engine chooses the GoMLX backend and says "convolution", "pooling" and "dense" once for every network: on XLA
// they are GoMLX's own operations, on the Go backend they become SIMD kernels with hand-written gradients.
//
// Open chooses, and Class names the arithmetic. Package plugin loads XLA's plugins; package hybrid is the backend that
// runs kernels inside GoMLX graphs; package kernel has the kernels, which are assembly for amd64 (AVX2, AVX-512, found
// at run time) and arm64 (NEON), and plain Go elsewhere. They do not need GOEXPERIMENT=simd; that experiment speeds up
// what is left to GoMLX's Go backend, mainly float64 and GOMLX_BACKEND=go.
//
// The environment decides: GOMLX_BACKEND (fmnist, go, xla:cpu, xla:cuda), FMNIST_COMPILED=off (compile XLA's programs
// anew in every process), FMNIST_LOWERING=off (GoMLX's operations instead of kernels, for comparison), FMNIST_SIMD
// (avx512, avx2, none), FMNIST_WATCHDOG=2m (a time limit for one execution). Tests: FMNIST_STRESS=1 (10,000 steps,
// 1,000 graphs), FMNIST_DEADLOCK=1 (see GoMLX's default configuration hang).
package engine
