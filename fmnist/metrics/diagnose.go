package metrics

import (
	"fmt"
	"math"
)

// Diagnosis says why a head on frozen features learns or does not.
type Diagnosis struct {
	Spread  float64 `json:"spread"`  // of the features over the images: mean standard deviation ÷ mean absolute value
	Dead    float64 `json:"dead"`    // share of the first dense layer's ReLU units that are 0 for every image
	Entropy float64 `json:"entropy"` // mean entropy of a prediction, in nats; ln(classes) is blind guessing
	// of the predictions over the images: mean standard deviation of a class' probability
	Varies  float64 `json:"varies"`
	Verdict string  `json:"verdict"` // one sentence
}

// DiagnosisVersion is raised when the same head gets another figure or verdict, so that kept ones are made anew.
const DiagnosisVersion = 2

// Thresholds of the verdict, from simulated heads on 512 features at Adam's rate 0.001: below 0.013 every ReLU head
// died, near 0.04 the deep ones did, from 0.05 on all of them learned.
const (
	hopelessSpread = 0.013
	riskySpread    = 0.05
	// A unit dies by chance; a layer that lost most of its units has lost its input.
	mostUnits = 0.9
	// Probabilities that move less than this over the images are constant for all purposes.
	constantOutput = 1e-3
)

// Diagnose measures features [images, width], the first dense layer's weights [width, units] with its bias, and the
// predictions [images, classes], probabilities. weights and predictions may be nil before training.
func Diagnose(features []float32, width int, weights, bias, predictions []float32, classes int) (Diagnosis, error) {
	if width <= 0 || len(features) == 0 || len(features)%width != 0 {
		return Diagnosis{}, fmt.Errorf("%d feature values are not rows of %d; pass what Extract returned with its width",
			len(features), width)
	}
	if len(weights) != width*len(bias) {
		return Diagnosis{}, fmt.Errorf("%d dense weights do not join %d features to %d units", len(weights), width,
			len(bias))
	}
	if len(predictions) > 0 && (classes <= 0 || len(predictions)%classes != 0) {
		return Diagnosis{}, fmt.Errorf("%d predictions are not rows of %d classes", len(predictions), classes)
	}
	d := Diagnosis{Spread: Spread(features, width)}
	if len(bias) > 0 {
		d.Dead = DeadUnits(features, width, weights, bias)
	}
	if len(predictions) > 0 {
		d.Entropy, d.Varies = Entropy(predictions, classes), variation(predictions, classes)
	}
	d.Verdict = d.verdict(len(predictions) > 0, classes)
	return d, nil
}

// advice helps where the features are nearly alike. With weights from a seed the preprocessing alone may not do.
const advice = "use the network's own preprocessing or, where that is in use, BatchNorm before the head"

func (d Diagnosis) verdict(predicted bool, classes int) string {
	stuck := predicted && d.Varies < constantOutput
	switch {
	case stuck && d.Spread < riskySpread && d.Dead >= mostUnits:
		return fmt.Sprintf("The network gives nearly the same features for every image (spread %.2g), so one step of Adam moved all units "+
			"below zero at once: %.0f %% of the first dense layer is dead and the predictions ignore the image; "+advice+".",
			d.Spread, 100*d.Dead)
	case stuck && d.Dead >= mostUnits:
		return fmt.Sprintf("%.0f %% of the first dense layer is dead, so the predictions ignore the image, although the features differ (spread %.2g); "+
			"lower the learning rate or scale the features.", 100*d.Dead, d.Spread)
	case stuck:
		return fmt.Sprintf("The predictions are the same for every image (entropy %.4f, blind guessing among %d classes is %.4f) although units are alive; "+
			"train longer or raise the learning rate.", d.Entropy, classes, math.Log(float64(classes)))
	case predicted && d.Dead < mostUnits && d.Spread < riskySpread:
		return fmt.Sprintf("The features depend little on the image (spread %.2g), and yet the head learns: its predictions differ and %.0f %% of the "+
			"first dense layer is alive.", d.Spread, 100*(1-d.Dead))
	case d.Dead >= mostUnits:
		return fmt.Sprintf("Only %.1f %% of the first dense layer is alive, and all that the head learns passes through it, although the features differ "+
			"(spread %.2g); lower the learning rate or scale the features.", 100*(1-d.Dead), d.Spread)
	case d.Spread < hopelessSpread:
		return fmt.Sprintf("The features hardly depend on the image (spread %.2g): a ReLU head will die within an epoch; "+advice+".", d.Spread)
	case d.Spread < riskySpread:
		return fmt.Sprintf("The features depend little on the image (spread %.2g): deep heads are likely to die; "+advice+
			", or a learning rate of 0.0001.", d.Spread)
	}
	return fmt.Sprintf("Healthy: the features differ between images (spread %.2g) and %.0f %% of the first dense layer is alive.", d.Spread, 100*(1-d.Dead))
}

// Spread is the mean over the features of their standard deviation over the images, divided by the mean absolute
// feature. 0 means that all images look alike to the network.
func Spread(features []float32, width int) float64 {
	deviation, size := deviations(features, width)
	if size == 0 {
		return 0
	}
	return deviation / size
}

// variation is the mean over the columns of their standard deviation over the rows.
func variation(values []float32, width int) float64 {
	deviation, _ := deviations(values, width)
	return deviation
}

// deviations are the mean standard deviation of a column and the mean absolute value.
func deviations(values []float32, width int) (deviation, size float64) {
	rows := len(values) / width
	for c := range width {
		mean, square := 0.0, 0.0
		for r := range rows {
			v := float64(values[r*width+c])
			mean += v
			size += math.Abs(v)
		}
		mean /= float64(rows)
		for r := range rows {
			d := float64(values[r*width+c]) - mean
			square += d * d
		}
		deviation += math.Sqrt(square / float64(rows))
	}
	return deviation / float64(width), size / float64(len(values))
}

// DeadUnits is the share of a dense ReLU layer's units that are 0 for every image. features [images, width], weights
// [width, units].
func DeadUnits(features []float32, width int, weights, bias []float32) float64 {
	alive, units := make([]bool, len(bias)), len(bias)
	sums := make([]float64, units)
	for r := 0; r < len(features); r += width {
		for u, b := range bias {
			sums[u] = float64(b)
		}
		for i, f := range features[r : r+width] {
			if f == 0 {
				continue
			}
			for u, w := range weights[i*units : (i+1)*units] {
				sums[u] += float64(f) * float64(w)
			}
		}
		for u, s := range sums {
			alive[u] = alive[u] || s > 0
		}
	}
	dead := 0
	for _, a := range alive {
		if !a {
			dead++
		}
	}
	return float64(dead) / float64(units)
}

// Entropy is the mean entropy of the rows of probabilities, in nats.
func Entropy(probabilities []float32, classes int) float64 {
	sum := 0.0
	for _, p := range probabilities {
		if p > 0 {
			sum -= float64(p) * math.Log(float64(p))
		}
	}
	return sum / float64(len(probabilities)/classes)
}
