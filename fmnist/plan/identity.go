package plan

import (
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// identity is what a run's hash covers: all that the arithmetic of a training depends on. Names, the number of epochs,
// early stopping and the choice of the best epoch are not in it: they are views of one history.
func (p Plan) identity() Plan {
	p.Epochs, p.Name, p.Net.Name, p.EarlyStopping, p.KeepBest = 0, "", "", nil, ""
	if p.Batch == 0 {
		p.Batch = defaultBatch
	}
	if p.Optimizer.kind() == KindAdam {
		p.Optimizer = nil
	}
	p.Rate = p.LearningRate()
	if p.Base != nil {
		base := p.Base.Key()
		p.Base = &base
	}
	if p.Start != nil {
		start := *p.Start
		start.Run.Name = ""
		p.Start = &start
	}
	if p.Origin != nil {
		p.Origin = &Origin{SHA256: p.Origin.SHA256}
	}
	return p
}

// ID is the identity of a plan on that data: the run's folder name and hash. Plans that differ in their name, in the
// number of epochs, in early stopping or in the choice of the best epoch have one hash: they are one training.
func ID(p Plan, d data.Dataset) (runs.ID, error) {
	return runs.NewID(p.Title(), p.identity(), d.Train.Fingerprint(), d.Test.Fingerprint())
}

// SameTraining reports whether two plans are one training on the same data.
func SameTraining(p, other Plan) bool {
	one, err := runs.Hash(p.identity())
	two, err2 := runs.Hash(other.identity())
	return err == nil && err2 == nil && one == two
}
