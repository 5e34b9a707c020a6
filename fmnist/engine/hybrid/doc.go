// Package hybrid is a compute.Backend that runs GoMLX graphs on GoMLX's own Go backend, except for kernel calls: nodes
// made by Call, which run a Go function on the flat values of the buffers.
//
// A graph without kernel calls is compiled by the Go backend as it stands. In a graph with kernel calls every operation
// is recorded, and Compile keeps what the outputs need, cuts it into stages (one segment of stock operations, then the
// kernels that have become ready) and plans the memory. Buffers are shared between the two: nothing is copied at the
// seams, and buffers of the segments' inputs and of the kernels' outputs are reused from one execution to the next.
//
// Nothing can deadlock, by construction: the stages run one after another in the caller's goroutine, and the Go backend
// runs with ops_sequential, so that in its worker pool there are only leaf tasks, which wait for nothing.
//
// An execution that fails returns an error, also when a kernel panics, and leaves the donated inputs in the error
// (Failure), so that a training step that fails does not cost the weights.
package hybrid

//go:generate go run ./generate
