package train

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Import makes a run of weights that another program trained, by name: its epoch 0. It can be tested and asked like any
// other; trained for some epochs it goes on from there.
func (t Trainer) Import(ctx context.Context, p plan.Plan, weights map[string][]float32, training, test Samples) error {
	j, err := t.open(ctx, p, training, test)
	if err != nil {
		return err
	}
	defer j.close()
	if err := j.begin(ctx); err != nil {
		return err
	}
	if len(j.history) > 0 {
		return nil // it was imported before, and trained on
	}
	g := j.session.graphs
	st := g.start(p.Seed)
	for i, w := range g.parameters {
		values, ok := weights[w.Name]
		if !ok || len(values) != w.Size() {
			return fmt.Errorf("%s: %s needs %d weights, got %d; they belong to another network", p.Title(), w.Name,
				w.Size(), len(values))
		}
		st.weights[i] = tensors.FromFlatDataAndDimensions(values, w.Shape...)
	}
	j.session.state = st
	j.run.Update(func(m *runs.Meta) {
		m.Status, m.Message = runs.Finished, "imported from "+p.Origin.File
		m.Description, _ = json.Marshal(p) // it is a plan, so it can be written
		m.Versions = map[string]string{trained.CodeVersion: trained.Code(p), trained.DataVersion: j.data}
	})
	return j.save("last", trained.EpochSlot(0))
}

// imported brings back the weights of a plan whose first weights came from a file.
func (j *job) imported() error {
	dir, ok, err := j.run.Slot(trained.EpochSlot(0))
	if err == nil && !ok {
		err = fmt.Errorf("%s starts from the weights of %s, which the store does not have for this plan; import the file again, "+
			"or let a plan of its own Start from epoch 0 of the imported run", j.plan.Title(), j.plan.Origin.File)
	}
	if err == nil {
		j.session.state, err = j.session.graphs.load(dir, true)
	}
	return err
}
