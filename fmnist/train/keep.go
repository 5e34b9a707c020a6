package train

import (
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

const (
	// KeptBytes is the disk space that the weights of a run's earlier epochs may take, with the optimizer's state: 480
	// epochs of report 1's LeNet-5, 45 of the best network. The last epoch's and those that the plan at hand asks for
	// are kept beyond it.
	KeptBytes = 256 << 20
	// keepAll is the size of weights and optimizer up to which every epoch's are kept, so that any prefix of the run
	// can be read: 1 MiB is report 1's LeNet-5 twice over. Of larger networks the epochs that some monitor calls best
	// are kept.
	keepAll = 1 << 20
)

// keep gives the slots for the epoch that has just ended and drops those of epochs that no longer find room.
func (j *job) keep() []string {
	n := len(j.history)
	wanted := keptEpochs(j.plan, j.history, j.run.Slots(), j.session.graphs.bytes(), KeptBytes)
	for epoch := range n {
		if epoch == 0 && j.plan.Origin != nil {
			continue // imported weights cannot be trained again
		}
		if _, kept := j.run.Slots()[trained.EpochSlot(epoch)]; kept && !slices.Contains(wanted, epoch) {
			j.run.Drop(trained.EpochSlot(epoch))
		}
	}
	slots := []string{"last"}
	if slices.Contains(wanted, n) {
		slots = append(slots, trained.EpochSlot(n))
	}
	return slots
}

// keptEpochs are the epochs whose weights are kept, by importance: those of the plan's own answer whatever they take,
// then within the limit the best of each monitor, the epochs that were best in their time, and those that are there
// already or are small.
func keptEpochs(p plan.Plan, history []plan.Epoch, slots map[string]int, size, limit int) []int {
	n := len(history)
	var kept []int
	add := func(epoch int, room bool) {
		_, there := slots[trained.EpochSlot(epoch)]
		if epoch > 0 && (there || epoch == n) && !slices.Contains(kept, epoch) &&
			(room || (len(kept)+1)*size <= limit) {
			kept = append(kept, epoch)
		}
	}
	if add(plan.Chosen(p, history), true); n == p.Epochs || p.EarlyStopping.Stops(history) {
		add(n, true)
	}
	var best [][]int
	for _, monitor := range []string{"val_loss", "val_accuracy", "loss", "accuracy"} {
		best = append(best, plan.Improvements(history, monitor))
	}
	for place := range n {
		for _, epochs := range best {
			if place < len(epochs) {
				add(epochs[place], false)
			}
		}
	}
	for epoch := n; epoch > 0; epoch-- {
		if epoch < n || size <= keepAll {
			add(epoch, false)
		}
	}
	return kept
}

// bytes is the size of the weights and the optimizer's state.
func (g *graphs) bytes() (size int) {
	for _, p := range append(g.slotParameters(), g.parameters...) {
		size += 4 * p.Size()
	}
	return size
}
