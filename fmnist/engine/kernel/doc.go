// Package kernel computes the operations of convolutional networks on float32 slices: matrix products, convolutions
// with fused bias, ReLU and max-pooling, depthwise convolutions, pooling, dense layers, activations, the softmax
// cross-entropy and Adam's step, each with its gradients. It knows no graph and no tensor library.
//
// Images are stored as [batch, height, width, channels], convolution kernels as [rows, columns, in, out] and dense
// weights as [in, out]: Keras' layouts.
//
// Every result is a function of its arguments alone. Work is cut into chunks that depend on the shapes only, and
// partial sums are added in the order of the chunks, so one processor and sixteen give the same bits.
//
// A slice shorter than its shape needs is a programming error: the functions panic with a sentence that names it
// before any vector instruction reads or writes.
package kernel
