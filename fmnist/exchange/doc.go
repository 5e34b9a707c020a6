// Package exchange carries trained networks and their figures to other programs and back: ONNX, PyTorch's state dicts
// in safetensors, Keras' files, tables, and TensorBoard's event files. It computes nothing. docs/EXCHANGE.md says what
// each form keeps; the sub-packages hold one form each.
//
// Files come from anywhere: readers believe no length before they have compared it with the file's, run nothing that
// they read, and refuse what they do not know in one sentence.
package exchange
