package kernel

// mapChunk is the number of elements of a chunk of an element-wise operation: 32 KiB of each operand.
const mapChunk = 1 << 13

// each calls do for chunks of n elements; a short vector is not worth a second goroutine.
func each(n int, do func(from, to int)) {
	if n <= mapChunk {
		do(0, n)
		return
	}
	Parallel(n, mapChunk, do)
}

// ReLU computes y = max(x, 0). y may be x.
func ReLU(y, x []float32) { unary("ReLU", y, x, reluRun) }

// Sigmoid computes y = 1/(1+exp(-x)). y may be x.
func Sigmoid(y, x []float32) { unary("Sigmoid", y, x, sigmoidRun) }

// Tanh computes y = tanh(x). y may be x.
func Tanh(y, x []float32) { unary("Tanh", y, x, tanhRun) }

// Swish computes y = x·sigmoid(x). y may be x.
func Swish(y, x []float32) { unary("Swish", y, x, swishRun) }

// Add computes y = a + b. y may be a or b.
func Add(y, a, b []float32) { binary("Add", y, a, b, addRun) }

// Mul computes y = a · b element by element. y may be a or b.
func Mul(y, a, b []float32) { binary("Mul", y, a, b, mulRun) }

// ReLUBackward computes dx = dy where y > 0, else 0. dx may be dy.
func ReLUBackward(dx, dy, y []float32) { binary("ReLU gradient", dx, dy, y, reluBackwardRun) }

// SwishBackward computes dx = dy·(s + x·s·(1-s)), s = sigmoid(x), from the input x. dx may be dy.
func SwishBackward(dx, dy, x []float32) { binary("Swish gradient", dx, x, dy, swishBackwardRun) }

// SigmoidBackward computes dx = dy·y·(1-y) from the output y. dx may be dy.
func SigmoidBackward(dx, dy, y []float32) { binary("Sigmoid gradient", dx, dy, y, sigmoidBackwardRun) }

// Pixels turns bytes into 0…1.
func Pixels(dst []float32, src []uint8) {
	need("Pixels", "dst", len(dst), len(src))
	each(len(src), func(from, to int) { pixelsRun(dst[from:to], src[from:to]) })
}

// unary runs do over the elements of x.
func unary(operation string, y, x []float32, do func(y, x []float32)) {
	need(operation, "the result", len(y), len(x))
	each(len(x), func(from, to int) { do(y[from:to], x[from:to]) })
}

// binary runs do over the elements of a.
func binary(operation string, y, a, b []float32, do func(y, a, b []float32)) {
	need(operation, "the result", len(y), len(a))
	need(operation, "the second operand", len(b), len(a))
	each(len(a), func(from, to int) { do(y[from:to], a[from:to], b[from:to]) })
}
