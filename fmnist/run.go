package fmnist

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Run is a training: Show it, or show its Curves, Confusion, Mistakes, Log and so on.
type Run struct{ *later }

func (r Run) now() show.Run { return r.later.now().(show.Run) }

// String says in one line where the run comes from and how good it is.
func (r *Run) String() string { return r.now().String() }

// Plan is what was trained.
func (r *Run) Plan() Plan { return r.now().Plan }

// Name is the run's name in the store, which Find and the command line know it by.
func (r *Run) Name() string { return r.now().Name }

// Epochs is the number of epochs behind the figures.
func (r *Run) Epochs() int { return r.now().Epochs }

// TestAccuracy is the share of the test images that the run takes for what they are.
func (r *Run) TestAccuracy() float64 { check(r.now().Ready()); return r.now().TestAccuracy }

// TestLoss is the mean cross-entropy of the test images, nats.
func (r *Run) TestLoss() float64 { check(r.now().Ready()); return r.now().TestLoss }

// ValAccuracy is the validation accuracy of the epoch whose weights are evaluated; NaN without validation images.
func (r *Run) ValAccuracy() float64 { return r.now().ValAccuracy() }

// Seconds is the time that the epochs took, validation included.
func (r *Run) Seconds() float64 { return r.now().Seconds() }

// History are the figures of every epoch, column by column, as Keras' history.history.
func (r *Run) History() plan.History { return plan.Columns(r.now().History) }

// Log are Keras' lines of every epoch, with what its callbacks had to say. (Report 1, "LeNet-5")
func (r *Run) Log() chart.Chart { return r.now().Log() }

// Curves draws loss and accuracy per epoch, training and validation. (Tour, "The curves".)
func (r *Run) Curves() chart.Chart { return r.now().Curves() }

// Confusion counts the test images of each class by the class they were taken for. (Tour, "Where it errs".)
func (r *Run) Confusion() chart.Chart { return r.now().Confusion() }

// Mistakes shows the n test images that the network was most wrong about, with both probabilities. (Tour, "Where it
// errs".)
func (r *Run) Mistakes(n int) chart.Chart { return r.now().Mistakes(n) }

// Report is scikit-learn's classification report: precision, recall and F1 of every class.
func (r *Run) Report() chart.Chart { return r.now().Report() }

// Twins is the test accuracy with and without the test images that have a twin among the training images; see
// Data.Twins for the radius.
func (r *Run) Twins(radius float64) chart.Chart { return must(r.now().Twins(radius)) }

// Calibration compares how sure the network is with how often it is right. (Tour, "Is it as sure as it should be?")
func (r *Run) Calibration() chart.Chart { return r.now().Calibration() }

// Filters shows the kernels of the first convolution as small pictures. (Tour, "What it looks for".)
func (r *Run) Filters() chart.Chart { return r.now().Filters() }

// FeatureMaps shows what every convolution makes of one test image. (Tour, "What it looks for".)
func (r *Run) FeatureMaps(image int) chart.Chart { return r.now().FeatureMaps(image) }

// Attribution shows what the network looks at in test images, a row each: the image, the pixels that the answer changes
// most with (saliency), and where the last convolution found what speaks for the answer (Grad-CAM). (Simonyan et al.
// 2013, Selvaraju et al. 2017)
func (r *Run) Attribution(images ...int) chart.Chart { return r.now().Attribution(images...) }

// Weights are the weights that are evaluated, by name ("conv2d/kernel"), row by row.
func (r *Run) Weights() map[string][]float32 { return must(r.now().ChosenWeights()) }

// Evaluation is what a network is worth on a part of the data.
type Evaluation struct {
	Images         int
	Accuracy, Loss float64
}

// String is the evaluation in one line, as Keras prints it.
func (e Evaluation) String() string {
	return fmt.Sprintf("%d images - loss: %.4f - accuracy: %.4f", e.Images, e.Loss, e.Accuracy)
}

// Evaluate asks the network about other images than the test images: a sample, or the first so many of the training
// images.
func (r *Run) Evaluate(d Data) Evaluation {
	e := must(r.now().Evaluate(session(), d.now().Set()))
	return Evaluation{e.Images, e.Accuracy, e.Loss}
}

// TestMirrored is the test with two views of every image, the image and its mirror image: the mean of their
// probabilities decides. What a network is worth that may look twice stands beside its test accuracy, not in its place.
func (r *Run) TestMirrored() Evaluation {
	e := must(r.now().TestMirrored(session()))
	return Evaluation{e.Images, e.Accuracy, e.Loss}
}

// Predict asks the network about a picture file of your own, any size. A name that is not in this folder is looked for
// in the one above, where notebooks/clean and notebooks/solutions find the pictures of notebooks. Show the answer to
// see every step from the file to the network's input. (Tour, "Your own picture".)
func (r *Run) Predict(file string) Prediction {
	return Prediction{result(func() show.Prediction {
		p := must(r.now().Predict(session(), above(file)))
		check(nb.Show(p.String()))
		return show.Prediction{Prediction: p}
	})}
}

// Export writes the network into a file for another program: .onnx, .safetensors (PyTorch), .keras or .weights.h5
// (Keras), with a model card in Markdown beside it. It returns the names of both files; docs/EXCHANGE.md says what each
// form keeps.
func (r *Run) Export(file string) []string { return must(r.now().Export(session(), file)) }

// SaveHistory writes the figures of every epoch into a file: a table (.csv), Keras' columns with the plan (.json), or,
// with "tensorboard:logs", event files below that folder. It returns the files' names.
func (r *Run) SaveHistory(file string) []string { return must(r.now().SaveHistory(session(), file)) }

// above is the file's place in the folder above where it is there and not here.
func above(file string) string {
	higher := filepath.Join("..", file)
	if _, err := os.Stat(file); filepath.IsAbs(file) || err == nil {
		return file
	}
	if _, err := os.Stat(higher); err != nil {
		return file
	}
	return higher
}

// Diagnose says why a run on a pretrained network learned or did not. (Report 2, "Why two networks learned nothing")
func (r *Run) Diagnose() Diagnosis {
	return Diagnosis{result(func() diagnosis {
		run := r.now()
		d := must(current().Diagnose(session(), run.Run))
		return diagnosis{fmt.Sprintf("%s: %s", run.Name, d.Verdict), show.DiagnosisTable(run.Name, d)}
	})}
}

// Prediction is what a network takes a picture for: Show it, or show its Steps and Bars.
type Prediction struct{ *later }

func (p Prediction) now() show.Prediction { return p.later.now().(show.Prediction) }

// String is the answer in one line.
func (p Prediction) String() string { return p.now().String() }

// Steps shows the way of the picture into the network.
func (p Prediction) Steps() chart.Chart { return p.now().Steps() }

// Attribution shows what the network looks at in the picture: saliency and Grad-CAM, as Run.Attribution.
func (p Prediction) Attribution() chart.Chart { return p.now().Attribution() }

// Bars shows the likeliest classes.
func (p Prediction) Bars() chart.Chart { return p.now().Bars() }

// Shown is what Show makes of it.
func (p Prediction) Shown() []any { return p.now().Shown() }

// Diagnosis says what is wrong with a network on frozen features, or that nothing is.
type Diagnosis struct{ *later }

func (d Diagnosis) now() diagnosis { return d.later.now().(diagnosis) }

type diagnosis struct {
	verdict string
	table   chart.Table
}

// String is the verdict.
func (d Diagnosis) String() string { return d.now().verdict }

// Table are the signs behind the verdict.
func (d Diagnosis) Table() chart.Chart { return d.now().table }

// Shown is what Show makes of it.
func (d Diagnosis) Shown() []any { return []any{d.String(), d.Table()} }
