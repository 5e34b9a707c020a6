package plan

import (
	"errors"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Plan describes a training run wholly: two equal plans on equal data are the same run. It is a plain value; fields
// that are zero take Keras' defaults. (Tour, "A plan is a value".)
type Plan struct {
	// for people and new folders; empty: the network's name. Not part of the run's identity
	Name string   `json:"name,omitempty"`
	Net  nets.Net `json:"net"`
	// not part of the run's identity: more epochs extend a run; 0 leaves it untrained
	Epochs int `json:"epochs,omitempty"`
	Batch  int `json:"batch,omitempty"` // images per step; 0 means 32, Keras' default
	// Validation is the share of the training images kept for validation: the last ones, before shuffling, as Keras'
	// validation_split does.
	Validation float64 `json:"validation,omitempty"`
	// Splitting chooses the validation images at random instead, "shuffled", or of every class the same share,
	// "stratified": the way out for data that are sorted by class. The seed draws them.
	Splitting data.Splitting `json:"splitting,omitempty"`
	Seed      int64          `json:"seed,omitempty"`  // of weights, shuffles, dropout, augmentation and Splitting
	Rate      float64        `json:"rate,omitempty"`  // learning rate; 0 means Keras' default: 0.001, and 0.01 for SGD
	Limit     int            `json:"limit,omitempty"` // train on only the first Limit images; 0 means all
	// Dedupe drops images that repeat an earlier one with the same label, before anything is held out.
	Dedupe bool `json:"dedupe,omitempty"`
	// ShuffleLabels trains on labels in a random order, so that nothing but memory can be learned (Zhang et al. 2017);
	// the validation images keep theirs.
	ShuffleLabels bool `json:"shuffle_labels,omitempty"`
	// Fold, when set, takes the place of Validation: this fold is the validation set.
	Fold *Fold `json:"fold,omitempty"`
	// Steps are the batches of an epoch when that is not the whole set: as with Keras' steps_per_epoch the stream of
	// batches goes on across epochs. 0 means ⌈images/batch⌉.
	Steps int `json:"steps,omitempty"`
	// Views of a training's history, not part of its identity: where it ends, and which epoch's weights are evaluated.
	EarlyStopping *Stopping `json:"early_stopping,omitempty"`
	// monitor, for example "val_accuracy": evaluate with the best epoch's weights
	KeepBest string `json:"keep_best,omitempty"`
	// Options that are off by default.
	Optimizer      *Optimizer `json:"optimizer,omitempty"` // nil means Adam
	Schedule       *Schedule  `json:"schedule,omitempty"`
	WeightDecay    float64    `json:"weight_decay,omitempty"`    // decoupled, as Keras' AdamW: w -= rate·decay·w
	LabelSmoothing float64    `json:"label_smoothing,omitempty"` // as Keras' CategoricalCrossentropy(label_smoothing)
	Augment        *Augment   `json:"augment,omitempty"`
	// EMA is the momentum of a running mean of the weights, 0 for none. The mean is what is validated, tested and kept;
	// steps go on from the last step's weights.
	EMA float64 `json:"ema,omitempty"`
	// Start names a run whose weights are the starting weights (KeepWeights reproduces report 2's mistake with it).
	Start *Start `json:"start,omitempty"`
	// Origin says that the first weights are those of a file, not drawn from the seed; importing the file sets it.
	Origin *Origin `json:"origin,omitempty"`
	// Base is the pretrained network in front of Net; Plan.On sets it.
	Base *Base `json:"base,omitempty"`
	// Quick marks plans that FMNIST_QUICK shortened, so that their runs never mix with real ones.
	Quick bool `json:"quick,omitempty"`
}

// Fold says which fold of a k-fold split is held out.
type Fold struct {
	K          int    `json:"k"`
	Index      int    `json:"index"` // 0 … K-1
	Stratified bool   `json:"stratified,omitempty"`
	Seed       uint64 `json:"seed,omitempty"` // of the shuffle before the split
	// Together keeps images that are at most so far apart in one fold (Euclidean, on the scale 0 … 255; see
	// data.Set.Twins); 0 leaves the folds as they are. Different images are at least 1 apart.
	Together float64 `json:"together,omitempty"`
}

// Start is an epoch of another run in the same store.
type Start struct {
	Run   runs.ID `json:"run"`
	Epoch int     `json:"epoch"`
}

// Origin is the file of another program that a run's first weights came from.
type Origin struct {
	File string `json:"file,omitempty"` // its name, for people; not part of the run's identity
	// of the weights, so that the same weights are the same run whatever file has them
	SHA256 string `json:"sha256"`
}

// defaultBatch is Keras'.
const defaultBatch = 32

// BatchSize is the number of images per step, Keras' default where the plan says nothing.
func (p Plan) BatchSize() int {
	if p.Batch == 0 {
		return defaultBatch
	}
	return p.Batch
}

// LearningRate is the rate before the schedule moves it, Keras' default where the plan says nothing.
func (p Plan) LearningRate() float64 {
	if p.Rate == 0 {
		return p.Optimizer.rate()
	}
	return p.Rate
}

// Title is the plan's name, or the network's.
func (p Plan) Title() string {
	if p.Name != "" {
		return p.Name
	}
	if p.Net.Name != "" {
		return p.Net.Name
	}
	return "run"
}

// Limits that catch a slip of the keyboard.
const (
	epochsLimit = 1_000_000  // of LeNet-5 would take a month
	batchLimit  = 1_000_000  // images; the training set has 60,000
	stepsLimit  = 10_000_000 // an epoch
	nameLimit   = 200        // bytes; folders' names and tables' lines end somewhere
)

// Check says in one sentence what is wrong with a plan for that many training images.
func Check(p Plan, images int) error {
	if longest := max(len(p.Name), len(p.Net.Name)); longest > nameLimit {
		return fmt.Errorf("the name %.20q… has %d bytes; at most %d are possible", p.Title(), longest, nameLimit)
	}
	if p.Base != nil && p.Base.Defect != "" {
		return errors.New(p.Base.Defect)
	}
	if err := nets.Check(p.Net, data.Classes); err != nil {
		return err
	}
	if p.Limit > 0 {
		images = min(images, p.Limit)
	}
	for _, rule := range []struct {
		broken bool
		say    string
	}{
		{images < 1, "there are no training images; load the data first"},
		{p.Epochs < 0 || p.Epochs > epochsLimit,
			fmt.Sprintf("epochs is %d; it must be between 0 and %d", p.Epochs, epochsLimit)},
		{p.Batch < 0 || p.Batch > batchLimit, fmt.Sprintf("batch is %d; it must be between 1 and %d", p.Batch,
			batchLimit)},
		{p.Limit < 0, fmt.Sprintf("limit is %d; it must not be negative", p.Limit)},
		{p.Steps < 0 || p.Steps > stepsLimit, fmt.Sprintf("steps is %d; it must be between 0 and %d", p.Steps,
			stepsLimit)},
		{!(p.Validation >= 0 && p.Validation < 1),
			fmt.Sprintf("validation is %g; it must be at least 0 and below 1 (0.1 keeps the last tenth)", p.Validation)},
		{!(p.Rate >= 0) || math.IsInf(p.Rate, 0),
			fmt.Sprintf("the learning rate is %g; it must be a positive number such as 0.001", p.Rate)},
		{!(p.WeightDecay >= 0 && p.WeightDecay < 1),
			fmt.Sprintf("weight decay is %g; it must be at least 0 and below 1", p.WeightDecay)},
		{!(p.EMA >= 0 && p.EMA < 1),
			fmt.Sprintf("ema is %g; the momentum of the weights' mean must be at least 0 and below 1, for example 0.999", p.EMA)},
		{!(p.LabelSmoothing >= 0 && p.LabelSmoothing < 1),
			fmt.Sprintf("label smoothing is %g; it must be at least 0 and below 1", p.LabelSmoothing)},
		{p.Base == nil && p.Net.Features != (nets.Shape{}),
			"the network starts from features, but no pretrained network makes them; give a base or take the features out"},
		{p.Augment != nil && p.Base != nil, "what a pretrained network makes of the images cannot be augmented; leave Augment out"},
		{p.Fold != nil && p.Splitting != data.Last, "a fold is drawn at random by itself; leave splitting out"},
		{p.Validation == 0 && p.Splitting != data.Last,
			fmt.Sprintf("splitting %q chooses validation images, but validation is 0; give a share, for example 0.1",
				p.Splitting)},
		{p.Fold != nil && p.Validation > 0, "a plan has either a fold or a validation share, not both; leave Validation at 0"},
	} {
		if rule.broken {
			return errors.New(p.Title() + ": " + rule.say)
		}
	}
	return p.checkOptions(images)
}

func (p Plan) checkOptions(images int) error {
	checks := []func() error{p.Fold.check(images), p.Optimizer.check, p.Schedule.check,
		func() error { return CheckAugment(p.Augment) }}
	if p.EarlyStopping != nil {
		checks = append(checks, func() error { return p.EarlyStopping.check(p.Validates()) })
	}
	if p.Schedule != nil {
		checks = append(checks, func() error { return p.Schedule.ReduceOnPlateau.check(p.Validates()) })
	}
	if p.KeepBest != "" {
		checks = append(checks, func() error { return checkMonitor(p.KeepBest, p.Validates()) })
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return fmt.Errorf("%s: %w", p.Title(), err)
		}
	}
	return p.checkSplit(images)
}

func (p Plan) checkSplit(images int) error {
	if p.Fold != nil {
		return nil
	}
	kept, held := splitAt(images, p.Validation)
	switch {
	case kept < 1:
		return fmt.Errorf("%s: validation %g leaves none of the %d images to train on; lower it", p.Title(),
			p.Validation, images)
	case p.Validation > 0 && held < 1:
		return fmt.Errorf("%s: validation %g keeps none of the %d images; give at least %.3g, or 0 for no validation",
			p.Title(), p.Validation, images, 1/float64(images))
	}
	if err := p.Splitting.Check(); err != nil {
		return fmt.Errorf("%s: %w", p.Title(), err)
	}
	return nil
}

// Validates reports whether some training images are held out, so that the val_ figures exist.
func (p Plan) Validates() bool { return p.Validation > 0 || p.Fold != nil }

func (f *Fold) check(images int) func() error {
	return func() error {
		switch {
		case f == nil:
			return nil
		case f.K < 2:
			return fmt.Errorf("k is %d; cross-validation needs at least 2 folds", f.K)
		case f.K > images:
			return fmt.Errorf("k is %d, but there are only %d images; use fewer folds", f.K, images)
		case f.Index < 0 || f.Index >= f.K:
			return fmt.Errorf("fold %d does not exist; %d folds count from 0 to %d", f.Index, f.K, f.K-1)
		case !(f.Together >= 0) || math.IsInf(f.Together, 1):
			return fmt.Errorf("together is %v, but it is a distance between images: give 0 or more, such as 300", f.Together)
		}
		return nil
	}
}

// splitAt is Keras' validation_split: the first ⌊n(1-f)⌋ samples train, the rest validate.
func splitAt(n int, validation float64) (train, held int) {
	train = int(float64(n) * (1 - validation))
	return train, n - train
}
