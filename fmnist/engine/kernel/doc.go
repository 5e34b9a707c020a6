// Package kernel computes the operations of convolutional networks on float32 slices: matrix products, convolutions
// with fused bias, ReLU and max-pooling, depthwise convolutions, pooling, dense layers, activations, the softmax
// cross-entropy and Adam's step, each with its gradients. It knows no graph and no tensor library.
//
// Images are stored as [batch, height, width, channels], convolution kernels as [rows, columns, in, out] and dense
// weights as [in, out]: Keras' layouts.
//
// # How
//
// Three inner loops do nearly all the work, each in assembly for AVX-512, for AVX2 with FMA and for NEON (written by
// the program in the folder asm) and in plain Go, which emulates the fused multiply-add (fma.go), for every other
// processor:
//
//   - tile: a matrix product of up to 12×32 (AVX2 and NEON: 6×16) held in registers. Its rows are given by a table of
//     offsets and its steps by strides, so that patches of an image, columns of a transposed matrix and overlapping
//     rows of a gradient are read and added where they lie. No image is ever unrolled into columns, and padding is
//     neither stored nor multiplied: the output is cut into regions that see the same part of the kernel.
//   - run: a weighted sum of runs of memory, for gradients through max-pooling. Of four pixels of a window one has a
//     gradient, with ReLU about half of those are zero, and only the rest is computed: a quarter to an eighth of the
//     work.
//   - depthwise: the tile with vectors of channels in place of broadcast elements.
//
// Where nothing trains, a 3×3 convolution with many channels may spare half of its products (Conv.Winograd): its images
// and kernel are transformed, and 16 matrix products give what is transformed back.
//
// Which one, and in what blocks, depends on the shapes alone; each threshold has its reason beside it. The environment
// variable FMNIST_SIMD (avx512, avx2, neon or none) chooses another instruction set than the processor's best.
//
// # Order of sums
//
// Every level gives the same bits, plain Go too: the order of every sum is decided by the shapes, and a product is
// added by one fused multiply-add, rounded once. Lanes of a vector belong to different results and are never added to
// each other, so it does not matter how many there are. In detail:
//
//   - tile: one sum for each element of C. It starts with the bias, or 0, gains A·B by FMA in the order of segments
//     and, inside, of steps, and at last C is added and the floor taken. Height and width of tiles touch no order, but
//     rows of C that overlap are added one after the other, the whole first row before the second.
//   - A matrix product is cut into slices of k as equal as possible, at most 1024 long (depth), each a tile added to C.
//   - A convolution is one tile for each pixel: kernel rows, columns, input channels in this order. With more than 4096
//     weights for a filter (sliceDepth) each kernel row is a tile of its own, added to the one before. Padding takes no
//     part. Pixels side by side may be computed as one with a wider kernel, whose zeros add nothing.
//   - With Winograd's products it is other sums: of a tile's input, rows are added before columns, of the kernel
//     (first+third)±second, halved, rows before columns; then one tile over the input channels for each of the 16
//     positions, (1, 1) beginning with the bias; of these, columns before rows, (first+second)+third and
//     (second-third)-fourth.
//   - Its gradient of the kernel without pooling: by groups of images (kernelGradient), regions of equal taps, images;
//     one tile sums up a region's pixels of an image, or with one row of pixels those of all images, in the order of
//     memory. Groups last.
//   - Its gradient of the image without pooling: by regions, kernel rows, panels of columns, pixels in the order of
//     memory; each adds the tile over the filters to its patch. A panel has 32 columns (backCols) of tap and channel;
//     any other width does where patches do not overlap within it (backPanel).
//   - Its gradients through max-pooling are runs: of the kernel, entry by entry in the order of images, rows and
//     columns, added to the sum in memory. Of the image, for each row of windows: blocks of 5, 3 or 1 kernel rows
//     (inputRows, split), in them blocks of 128, 128 or 80 columns (runWidth), in them list by list (window by window,
//     pixel by pixel of it), in them entries in the order of filters. Where registers hold less than a block, a list
//     takes several turns.
//   - Depthwise convolutions: forward one sum as in the tile; their gradients pixel by pixel in the order of memory,
//     for the kernel by groups of images.
//   - Sums over rows (bias gradients, means): several short rows side by side (sumWidth), by chunks of rows; what lay
//     side by side and the chunks are added last, in order. Adding partial sums begins with 0 (reduce).
//   - Exponentials are the polynomials of asm/function.go, for the loss those of exponential.go; divisions and roots
//     are exact. A maximum of two zeros, or with something that is not a number, is the second operand as VMAXPS has
//     it.
//
// What this promises holds for finite numbers: products with zero may be left out or added, whatever the other factor.
// In plain Go, products and sums are written with explicit conversions wherever a compiler might fuse them (arm64's
// does).
//
// # Promises
//
// Every result is a function of the arguments alone. Work is cut into chunks that depend on the shapes only, and
// partial sums are added in the order of the chunks: one processor and sixteen give the same bits. At most GOMAXPROCS
// goroutines work on one call, nobody waits for a slot, and so calls may be nested and concurrent. For 100 µs after a
// call (patience) they look for the next one, since waking a thread takes as long as many a call.
//
// A slice shorter than its shape needs is a programming error: the functions panic with a sentence that names it
// before any vector instruction reads or writes. Slices of results must not overlap those of arguments unless the
// function says that they may be the same.
package kernel
