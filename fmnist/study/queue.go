package study

import (
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Queue is how far a list of plans is, as the store shows it to whoever can read it.
type Queue struct {
	Plans   int         `json:"plans"`
	Done    int         `json:"done"`
	Failed  int         `json:"failed"`
	Running []runs.Info `json:"running"`
	Queued  int         `json:"queued"` // neither done nor failed nor running; some may have stored epochs
	Epochs  int         `json:"epochs"` // still to be trained
	// EpochSeconds is the mean time of an epoch of these plans; 0 while none is stored.
	EpochSeconds float64 `json:"epoch_seconds"`
}

// Queue looks up every plan in the store. Nothing is computed, locked or written.
func (s *Study) Queue(plans []plan.Plan) (Queue, error) {
	list, err := s.Store.List()
	if err != nil {
		return Queue{}, err
	}
	byHash := map[string]runs.Info{}
	byEntry := map[string]runs.Info{}
	for _, info := range list {
		byHash[info.Hash], byEntry[info.Entry] = info, info
	}
	q := Queue{Plans: len(plans), Running: []runs.Info{}}
	var epochs int
	var seconds float64
	for _, p := range plans {
		p = s.Short(p)
		id, err := plan.ID(p, s.Data)
		if err != nil {
			return Queue{}, err
		}
		info, stored := byHash[id.Hash]
		if !stored { // of a run in its first epoch there is only its name
			info = byEntry[id.String()]
		}
		epochs, seconds = epochs+info.Epochs, seconds+info.Seconds
		if err := q.count(s, p, info); err != nil {
			return Queue{}, err
		}
	}
	if epochs > 0 {
		q.EpochSeconds = seconds / float64(epochs)
	}
	return q, nil
}

// count puts one plan where it belongs.
func (q *Queue) count(s *Study, p plan.Plan, info runs.Info) error {
	result, err := trained.Stored(s.Store, p, s.Data)
	switch {
	case err != nil:
		return err
	case result != nil:
		q.Done++
		return nil
	case info.Status == runs.Failed:
		q.Failed++
		return nil
	case info.Status == runs.Training:
		q.Running = append(q.Running, info)
	default:
		q.Queued++
	}
	q.Epochs += max(0, p.Epochs-info.Epochs)
	return nil
}

// Speed is the epochs a second of all that are running, each at the mean time of an epoch; 0 where it is not known.
func (q Queue) Speed() float64 {
	if q.EpochSeconds == 0 {
		return 0
	}
	return float64(len(q.Running)) / q.EpochSeconds
}

// Left is the seconds that the rest takes at this speed; 0 where it is not known.
func (q Queue) Left() float64 {
	speed := q.Speed()
	if speed == 0 {
		return 0
	}
	return float64(q.Epochs) / speed
}
