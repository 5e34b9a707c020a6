package kernel

// SoftmaxCrossEntropy computes for every row of logits [len(labels), classes] the loss -log(softmax(row)[label]) and,
// unless dlogits is nil, the gradient softmax(row) - onehot(label) of that row's own loss.
func SoftmaxCrossEntropy(loss, dlogits, logits []float32, labels []int32, classes int) {
	const rows = 16 // some 5 µs
	parallel(chunks(len(labels), rows), func(chunk int) {
		i, j := split(chunk, rows, len(labels))
		var gradient []float32
		if dlogits != nil {
			gradient = dlogits[i*classes : j*classes]
		}
		softmaxCrossEntropy(loss[i:j], gradient, logits[i*classes:j*classes], labels[i:j], classes)
	})
}

func softmaxCrossEntropy(loss, dlogits, logits []float32, labels []int32, classes int) {
	powers := make([]float64, classes)
	for i, label := range labels {
		row := logits[i*classes : (i+1)*classes]
		top := row[0]
		for _, v := range row {
			top = max(top, v)
		}
		sum := 0.0
		for j, v := range row {
			powers[j] = exp(float64(v - top))
			sum += powers[j]
		}
		loss[i] = float32(log(sum) - float64(row[label]-top))
		if dlogits == nil {
			continue
		}
		for j, power := range powers {
			dlogits[i*classes+j] = float32(power / sum)
		}
		dlogits[i*classes+int(label)]--
	}
}
