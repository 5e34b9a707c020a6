package study

import (
	"fmt"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// remarked are the sentences on the data that were said. A sync.Map would do, but it is generic, and every cell would
// compile it.
type remarked struct {
	mu   sync.Mutex
	said map[string]bool
}

// first reports whether a sentence comes for the first time.
func (r *remarked) first(sentence string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.said[sentence] {
		return false
	}
	if r.said == nil {
		r.said = map[string]bool{}
	}
	r.said[sentence] = true
	return true
}

// remark says before a training what makes the data worth less than they seem, each sentence once in the life of a
// study.
func (s *Study) remark(p plan.Plan, progress plan.Progress) {
	if progress == nil {
		return
	}
	if s.remarked == nil {
		s.remarked = new(remarked)
	}
	sentences := []string{s.imbalance(p), beyondCosine(p), crowded(s.side)}
	if s.remarked.first("") { // the data stay the same
		sentences = append(sentences, s.Data.Remarks()...)
	}
	for _, sentence := range sentences {
		if s.remarked.first(sentence) {
			progress.Say(sentence)
		}
	}
}

// beyondCosine says that epochs after the end of a cosine teach nothing, or "".
func beyondCosine(p plan.Plan) string {
	if p.Schedule == nil || p.Schedule.Cosine == 0 || p.Epochs <= p.Schedule.Cosine {
		return ""
	}
	return fmt.Sprintf("%s: the cosine ends after %s, and every later epoch (%d of them) trains at rate 0; give a cosine over %d epochs, or fewer epochs.",
		p.Title(), text.Count(p.Schedule.Cosine, "epoch"), p.Epochs-p.Schedule.Cosine, p.Epochs)
}

// imbalance says that a plan's training or validation images lack classes, or "". Of folds, Gaps says it.
func (s *Study) imbalance(p plan.Plan) string {
	labels := s.Data.Train.Labels
	train, held, err := plan.Split(p, s.Data.Train)
	if err != nil || p.Fold != nil {
		return ""
	}
	at := func(indices []int32) []uint8 {
		part := make([]uint8, len(indices))
		for i, sample := range indices {
			part[i] = labels[sample]
		}
		return part
	}
	return s.Data.Imbalance(at(train), at(held))
}
