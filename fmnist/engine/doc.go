// Package engine chooses the GoMLX backend and says "convolution", "pooling" and "dense" once for every network: on XLA
// they are GoMLX's own operations, on the Go backend they become SIMD kernels with hand-written gradients.
package engine
