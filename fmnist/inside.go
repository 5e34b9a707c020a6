package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Prediction is what a network takes a picture for: Show it, or show its Steps and Bars.
type Prediction = show.Prediction

// Predict asks a trained network about a picture file of your own: PNG, JPEG or GIF, any size. Show the answer to see every
// step from the file to the network's input. (Tour, "Your own picture".)
func Predict(run Run, file string) Prediction {
	p := must(run.Predict(session(), file))
	check(nb.Show(p.String()))
	return Prediction{Prediction: p}
}

// LeNet5Best is the best network of LeNet-5's layout that was found here, and BestPlan the training that goes with it; see
// docs/RESULTS.md for what each part gains. (Training, "The best LeNet".)
var (
	LeNet5Best = nets.Best()
	BestPlan   = plan.LeNet5Best()
)
