package nets

// Best is the LeNet-5 layout (two convolutions, two hidden dense layers) made wider where it pays most for its
// arithmetic: 493,246 parameters, fewer than report 2's network, and less than half of its operations per image, since
// the second kernel is 3×3 and the images stay 28×28. Dropout follows both hidden layers. The plan that trains it is
// plan.LeNet5Best; docs/RESULTS.md says what each part of that gains.
func Best() Net { return BestLayout(24, 64, 3, 200) }

// BestLayout is the best network with other widths: the filters of both convolutions, the second one's kernel and the
// units of the first hidden layer. docs/RESULTS.md has those that were tried.
func BestLayout(first, second, kernel, hidden int) Net {
	return New("lenet5-best", Conv(first, 5).Same(), ReLU, MaxPool(2), Conv(second, kernel), ReLU, MaxPool(2),
		Flatten, Dense(hidden), ReLU, Dropout(0.3), Dense(84), ReLU, Dropout(0.3), Dense(10))
}
