package plan

// Option changes a plan; Plan.With applies options to a copy. (Tour, "A plan is a value".)
type Option func(*Plan)

// With returns a copy of the plan with the options applied.
func (p Plan) With(options ...Option) Plan {
	for _, option := range options {
		option(&p)
	}
	return p
}

// Named gives the plan a name for tables and folders.
func Named(name string) Option { return func(p *Plan) { p.Name = name } }

// Seeded sets the seed.
func Seeded(seed int64) Option { return func(p *Plan) { p.Seed = seed } }

// Epochs sets the number of epochs.
func Epochs(n int) Option { return func(p *Plan) { p.Epochs = n } }

// Rate sets Adam's learning rate.
func Rate(rate float64) Option { return func(p *Plan) { p.Rate = rate } }

// Dropout puts dropout after every hidden dense layer, as report 1 does; 0 takes it away.
func Dropout(rate float64) Option { return func(p *Plan) { p.Net = p.Net.WithDropout(rate) } }

// StopEarly ends training when the monitored figure has not improved for patience epochs, as Keras' EarlyStopping. (Training, "When to stop".)
func StopEarly(monitor string, patience int) Option {
	return func(p *Plan) { p.EarlyStop = &EarlyStop{Monitor: monitor, Patience: patience} }
}

// RestoreBest is StopEarly with restore_best_weights=True: the best epoch's weights are evaluated. (Training, "When to stop".)
func RestoreBest(monitor string, patience int) Option {
	return func(p *Plan) { p.EarlyStop = &EarlyStop{Monitor: monitor, Patience: patience, Restore: true} }
}

// KeepBest evaluates with the weights of the epoch that was best by the monitored figure, as ModelCheckpoint with
// save_best_only and loading the file afterwards. (Training, "When to stop".)
func KeepBest(monitor string) Option { return func(p *Plan) { p.KeepBest = monitor } }

// Steps multiplies the rate by factor every so many epochs. (Training, "How large a step".)
func Steps(every int, factor float64) Option {
	return func(p *Plan) { s := p.schedule(); s.Every, s.Factor = every, factor }
}

// Cosine lets the rate fall along half a cosine to zero over that many epochs, after warmup epochs of linear rise.
// (Training, "How large a step".)
func Cosine(epochs, warmup int) Option {
	return func(p *Plan) { s := p.schedule(); s.Cosine, s.Warmup = epochs, warmup }
}

// ReduceOnPlateau multiplies the rate by factor when the monitored figure has not improved for patience epochs, as Keras'
// ReduceLROnPlateau. (Training, "How large a step".)
func ReduceOnPlateau(monitor string, factor float64, patience int) Option {
	const minDelta = 1e-4 // Keras' default
	return func(p *Plan) {
		p.schedule().Plateau = &Plateau{Monitor: monitor, Factor: factor, Patience: patience, MinDelta: minDelta}
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

// LabelSmoothing mixes that share of the uniform distribution into the targets. (Training, "Not by heart".)
func LabelSmoothing(share float64) Option { return func(p *Plan) { p.LabelSmoothing = share } }

// Augmented changes the training images a little in every step. (Training, "More images for nothing".)
func Augmented(a Augment) Option { return func(p *Plan) { p.Augment = &a } }
