package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Plan describes a training wholly, Option changes a copy of it: Base.With(EarlyStopping("val_loss", 3)). Augment says
// how images are changed while training. (Tour, "A plan is a value".)
type (
	Plan    = plan.Plan
	Option  = plan.Option
	Augment = plan.Augment
)

// BestPlan is the training that goes with LeNet5Best; docs/RESULTS.md has what each part of it gains.
// (Training, "The best LeNet".)
var BestPlan = plan.LeNet5Best()

// Name gives the plan a name for tables and folders.
func Name(name string) Option { return plan.Name(name) }

// Seed sets the seed of weights, shuffles, dropout and augmentation.
func Seed(seed int64) Option { return plan.Seed(seed) }

// Epochs sets the number of epochs. More epochs extend a run, fewer read its beginning.
func Epochs(n int) Option { return plan.Epochs(n) }

// Batch sets the number of images per step.
func Batch(images int) Option { return plan.Batch(images) }

// Validation holds out that share of the training images, the last ones, as Keras' validation_split.
func Validation(share float64) Option { return plan.Validation(share) }

// Splitting says how the validation images are chosen: "stratified", of every class the same share, or "shuffled", both
// drawn with the plan's seed; "" takes the last ones. Data that are sorted by class need it.
func Splitting(how string) Option { return plan.Splitting(data.Splitting(how)) }

// Limit trains on only the first n images; 0 means all.
func Limit(images int) Option { return plan.Limit(images) }

// Dedupe drops training images that repeat an earlier one with the same label.
func Dedupe() Option { return plan.Dedupe() }

// ShuffleLabels trains on labels in a random order: what is learned then is learned by heart.
func ShuffleLabels() Option { return plan.ShuffleLabels() }

// Rate sets the learning rate.
func Rate(rate float64) Option { return plan.Rate(rate) }

// EarlyStopping ends training when the monitored figure ("val_loss", "val_accuracy", "loss", "accuracy") has not
// improved for patience epochs, as Keras' EarlyStopping. (Training, "When to stop".)
func EarlyStopping(monitor string, patience int) Option { return plan.EarlyStopping(monitor, patience) }

// RestoreBest is EarlyStopping with restore_best_weights=True: the weights of the best epoch are evaluated.
// (Training, "When to stop".)
func RestoreBest(monitor string, patience int) Option { return plan.RestoreBest(monitor, patience) }

// KeepBest evaluates with the weights of the epoch that was best by the monitored figure, as Keras' ModelCheckpoint
// with save_best_only. (Training, "When to stop".)
func KeepBest(monitor string) Option { return plan.KeepBest(monitor) }

// StepDecay multiplies the rate by factor each time that many epochs have passed. (Training, "How large a step".)
func StepDecay(every int, factor float64) Option { return plan.StepDecay(every, factor) }

// Cosine lets the rate fall along half a cosine to zero over that many epochs, after warmup epochs of linear rise.
// (Training, "How large a step".)
func Cosine(epochs, warmup int) Option { return plan.Cosine(epochs, warmup) }

// ReduceOnPlateau multiplies the rate by factor when the monitored figure has not improved for patience epochs, as
// Keras' ReduceLROnPlateau. (Training, "How large a step".)
func ReduceOnPlateau(monitor string, factor float64, patience int) Option {
	return plan.ReduceOnPlateau(monitor, factor, patience)
}

// WeightDecay shrinks the weights by that share of the rate in every step, as Keras' AdamW. (Training, "Not by heart".)
func WeightDecay(share float64) Option { return plan.WeightDecay(share) }

// EMA averages the weights over the steps, with a weight that falls by that momentum from step to step: with 0.999 over
// about the last thousand. The mean is validated, tested and kept in their place, as with Keras' use_ema, ema_momentum
// and the callback SwapEMAWeights. (Polyak and Juditsky 1992; Training, "How large a step".)
func EMA(momentum float64) Option { return plan.EMA(momentum) }

// LabelSmoothing mixes that share of the uniform distribution into the targets. (Training, "Not by heart".)
func LabelSmoothing(share float64) Option { return plan.LabelSmoothing(share) }

// WithAugment changes the training images a little, anew in every step. (Training, "More images for nothing".)
func WithAugment(a Augment) Option { return plan.WithAugment(a) }

// RateCurves draws the learning rate of each plan over its epochs. (Training, "How large a step".)
func RateCurves(plans ...Plan) chart.Chart { return must(show.Rates(plans...)) }

// Adam is Keras' default optimizer. (Kingma and Ba 2015)
func Adam() Option { return plan.Adam() }

// AdamW is Adam with Keras' decoupled weight decay of 0.004. (Loshchilov and Hutter 2019)
func AdamW() Option { return plan.AdamW() }

// SGD is stochastic gradient descent with that momentum; 0 is plain descent. Its default rate is Keras' 0.01.
func SGD(momentum float64) Option { return plan.SGD(momentum) }

// Nesterov is SGD with Nesterov's momentum.
func Nesterov(momentum float64) Option { return plan.Nesterov(momentum) }

// RMSprop is Keras' RMSprop.
func RMSprop() Option { return plan.RMSprop() }
