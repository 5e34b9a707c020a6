// Package kernel computes the operations of convolutional networks on float32 slices: matrix products, convolutions
// with fused bias, ReLU and max-pooling, depthwise convolutions, pooling, dense layers, activations, the softmax
// cross-entropy and Adam's step, each with its gradients. It knows no graph and no tensor library.
//
// Images are stored as [batch, height, width, channels], convolution kernels as [rows, columns, in, out] and dense
// weights as [in, out]: Keras' layouts.
//
// # How
//
// Three inner loops do nearly all the work, each in assembly for AVX-512 and for AVX2 with FMA (written by the program in
// the folder asm) and in plain Go for every other processor:
//
//   - tile: a matrix product of up to 12×32 (AVX2: 6×16) held in registers. Its rows are given by a table of offsets and
//     its steps by strides, so that patches of an image, columns of a transposed matrix and overlapping rows of a gradient
//     are read and added where they lie. No image is ever unrolled into columns, and padding is neither stored nor
//     multiplied: the output is cut into regions that see the same part of the kernel.
//   - run: a weighted sum of runs of memory, for gradients through max-pooling. Of four pixels of a window one has a
//     gradient, with ReLU about half of those are zero, and only the rest is computed: a quarter to an eighth of the work.
//   - depthwise: the tile with vectors of channels in place of broadcast elements.
//
// Which one, and in what blocks, depends on the shapes alone; each threshold has its reason beside it. The environment
// variable FMNIST_SIMD (avx512, avx2 or none) chooses a lower instruction set than the processor's best.
//
// # Promises
//
// Every result is a function of the arguments and the instruction set alone. Work is cut into chunks that depend on the
// shapes only, and partial sums are added in the order of the chunks: one processor and sixteen give the same bits. At most
// GOMAXPROCS goroutines work on one call, nobody waits for a slot, and so calls may be nested and concurrent.
//
// A slice shorter than its shape needs is a programming error: the functions panic with a sentence that names it
// before any vector instruction reads or writes. Slices of results must not overlap those of arguments unless the
// function says that they may be the same.
package kernel
