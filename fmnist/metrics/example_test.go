package metrics_test

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// A head that has died on features which hardly depend on the image.
func ExampleDiagnose() {
	features := []float32{5, 5, 5.01, 5.01} // two images, two features
	weights, bias := []float32{-0.1, -0.2, -0.1, -0.3}, []float32{0, 0}
	predictions := []float32{0.5, 0.5, 0.5, 0.5} // two images, two classes
	d, err := metrics.Diagnose(features, 2, weights, bias, predictions, 2)
	fmt.Printf("spread %.4f, dead %.0f %%, entropy %.4f %v\n", d.Spread, 100*d.Dead, d.Entropy, err)
	fmt.Println(d.Verdict)
	// Output:
	// spread 0.0010, dead 100 %, entropy 0.6931 <nil>
	// The network gives nearly the same features for every image (spread 0.001), so one step of Adam moved all units below zero at once: 100 % of the first dense layer is dead and the predictions ignore the image; use the network's own preprocessing or, where that is in use, BatchNorm before the head.
}
