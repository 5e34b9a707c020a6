package plan

import "github.com/gofmnist/gofmnist/fmnist/data"

// Option changes a plan; Plan.With applies options to a copy. (Tour, "A plan is a value".)
type Option func(*Plan)

// With returns a copy of the plan with the options applied.
func (p Plan) With(options ...Option) Plan {
	for _, option := range options {
		option(&p)
	}
	return p
}

// Name gives the plan a name for tables and folders.
func Name(name string) Option { return func(p *Plan) { p.Name = name } }

// Seed sets the seed of weights, shuffles, dropout and augmentation.
func Seed(seed int64) Option { return func(p *Plan) { p.Seed = seed } }

// Epochs sets the number of epochs.
func Epochs(n int) Option { return func(p *Plan) { p.Epochs = n } }

// Batch sets the number of images per step.
func Batch(images int) Option { return func(p *Plan) { p.Batch = images } }

// Validation holds out that share of the training images, the last ones, as Keras' validation_split.
func Validation(share float64) Option { return func(p *Plan) { p.Validation = share } }

// Splitting says how the validation images are chosen: "stratified", of every class the same share, or "shuffled", both
// drawn with the plan's seed; "" takes the last ones.
func Splitting(how data.Splitting) Option { return func(p *Plan) { p.Splitting = how } }

// Limit trains on only the first n images; 0 means all.
func Limit(images int) Option { return func(p *Plan) { p.Limit = images } }

// Dedupe drops training images that repeat an earlier one with the same label.
func Dedupe() Option { return func(p *Plan) { p.Dedupe = true } }

// ShuffleLabels trains on labels in a random order: what is learned then is learned by heart.
func ShuffleLabels() Option { return func(p *Plan) { p.ShuffleLabels = true } }

// Rate sets the learning rate.
func Rate(rate float64) Option { return func(p *Plan) { p.Rate = rate } }

// EarlyStopping ends training when the monitored figure has not improved for patience epochs, as Keras' EarlyStopping.
// (Training, "When to stop".)
func EarlyStopping(monitor string, patience int) Option {
	return func(p *Plan) { p.EarlyStopping = &Stopping{Monitor: monitor, Patience: patience} }
}

// RestoreBest is EarlyStopping with restore_best_weights=True: the best epoch's weights are evaluated. (Training, "When
// to stop".)
func RestoreBest(monitor string, patience int) Option {
	return func(p *Plan) { p.EarlyStopping = &Stopping{Monitor: monitor, Patience: patience, Restore: true} }
}

// KeepBest evaluates with the weights of the epoch that was best by the monitored figure, as ModelCheckpoint with
// save_best_only and loading the file afterwards. (Training, "When to stop".)
func KeepBest(monitor string) Option { return func(p *Plan) { p.KeepBest = monitor } }

// StepDecay multiplies the rate by factor each time that many epochs have passed. (Training, "How large a step".)
func StepDecay(every int, factor float64) Option {
	return func(p *Plan) { p.schedule().StepDecay = &Decay{Every: every, Factor: factor} }
}

// Cosine lets the rate fall along half a cosine to zero over that many epochs, after warmup epochs of linear rise.
// (Training, "How large a step".)
func Cosine(epochs, warmup int) Option {
	return func(p *Plan) { s := p.schedule(); s.Cosine, s.Warmup = epochs, warmup }
}

// ReduceOnPlateau multiplies the rate by factor when the monitored figure has not improved for patience epochs, as
// Keras' ReduceLROnPlateau. (Training, "How large a step".)
func ReduceOnPlateau(monitor string, factor float64, patience int) Option {
	const minDelta = 1e-4 // Keras' default
	return func(p *Plan) {
		p.schedule().ReduceOnPlateau = &Plateau{Monitor: monitor, Factor: factor, Patience: patience,
			MinDelta: minDelta}
	}
}

// schedule is a copy of the plan's schedule, so that plans made from one another stay apart.
func (p *Plan) schedule() *Schedule {
	s := Schedule{}
	if p.Schedule != nil {
		s = *p.Schedule
	}
	p.Schedule = &s
	return p.Schedule
}

// WeightDecay shrinks the weights by that share of the rate in every step, as Keras' AdamW. (Training, "Not by heart".)
func WeightDecay(share float64) Option { return func(p *Plan) { p.WeightDecay = share } }

// EMA averages the weights over the steps, with a weight that falls by that momentum from step to step: with 0.999 over
// about the last thousand. The mean is validated, tested and kept in their place, as with Keras' use_ema, ema_momentum
// and the callback SwapEMAWeights (Polyak and Juditsky 1992).
func EMA(momentum float64) Option { return func(p *Plan) { p.EMA = momentum } }

// LabelSmoothing mixes that share of the uniform distribution into the targets. (Training, "Not by heart".)
func LabelSmoothing(share float64) Option { return func(p *Plan) { p.LabelSmoothing = share } }

// WithAugment changes the training images a little in every step. (Training, "More images for nothing".)
func WithAugment(a Augment) Option { return func(p *Plan) { p.Augment = &a } }
