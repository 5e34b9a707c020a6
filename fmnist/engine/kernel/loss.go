package kernel

import "math"

// SoftmaxCrossEntropy computes for every row of logits [len(labels), classes] the loss -log(softmax(row)[label]) and,
// unless dlogits is nil, the gradient softmax(row) - onehot(label) of that row's own loss.
func SoftmaxCrossEntropy(loss, dlogits, logits []float32, labels []int32, classes int) {
	for i, label := range labels {
		row := logits[i*classes : (i+1)*classes]
		top := row[0]
		for _, v := range row {
			top = max(top, v)
		}
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(float64(v - top))
		}
		loss[i] = float32(math.Log(sum) - float64(row[label]-top))
		if dlogits == nil {
			continue
		}
		for j, v := range row {
			dlogits[i*classes+j] = float32(math.Exp(float64(v-top)) / sum)
		}
		dlogits[i*classes+int(label)]--
	}
}
