package nets

import (
	"fmt"
	"slices"
	"strings"
)

// LeNet5 is report 1's LeNet-5: 44,426 parameters (156, 2,416, 30,840, 10,164, 850).
func LeNet5() Net {
	return New("lenet5", Conv(6, 5), ReLU, MaxPool(2), Conv(16, 5), ReLU, MaxPool(2),
		Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10))
}

// LeNet5Dropout is report 1's second model: LeNet5 with dropout 0.4 after both hidden dense layers.
func LeNet5Dropout() Net {
	n := LeNet5().WithDropout(0.4)
	n.Name = "lenet5-dropout"
	return n
}

// LeNet5Wide is report 2's network: 504,342 parameters, 32×32 inputs padded with zeros.
func LeNet5Wide() Net {
	n := New("lenet5-wide", Conv(32, 5).Same(), ReLU, MaxPool(2), Conv(48, 5), ReLU, MaxPool(2),
		Flatten, Dense(256), ReLU, Dense(84), ReLU, Dense(10))
	n.Prepare = Pad32
	return n
}

// LeNet1998 is the LeNet-5 of LeCun et al. 1998 as report 2 describes it layer by layer: sparse C3, trainable
// sub-sampling, convolution C5 and an RBF output with fixed codes.
func LeNet1998() Net {
	n := New("lenet5-1998", Conv(6, 5), SubSample(2), ScaledTanh, SparseConv(5), SubSample(2), ScaledTanh,
		Conv(120, 5), ScaledTanh, Flatten, Dense(84), ScaledTanh, RBF(10))
	n.Prepare = Pad32
	return n
}

// Linear is multinomial logistic regression, the yardstick that every network should beat.
func Linear() Net { return New("linear", Flatten, Dense(10)) }

// Library are the networks that have a name on the command line.
func Library() []Net {
	return []Net{LeNet5(), LeNet5Dropout(), LeNet5Wide(), Best(), LeNet1998(), Linear()}
}

// Named finds a network of the Library; the error lists the names.
func Named(name string) (Net, error) {
	var names []string
	for _, n := range Library() {
		if n.Name == name {
			return n, nil
		}
		names = append(names, n.Name)
	}
	slices.Sort(names)
	return Net{}, fmt.Errorf("there is no network %q; the names are %s", name, strings.Join(names, ", "))
}
