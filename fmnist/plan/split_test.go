package plan

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// repeating is a set whose images 1 and 4 repeat image 0, 4 under another label.
func repeating() data.Set {
	s := data.Set{Name: "repeating", Images: make([]uint8, 6*data.Pixels), Labels: []uint8{3, 3, 1, 2, 4, 5}}
	for _, i := range []int{2, 3, 5} {
		s.Images[i*data.Pixels] = uint8(i)
	}
	return s
}

func TestDedupe(t *testing.T) {
	for _, c := range []struct {
		p           Plan
		train, held []int32
	}{
		{Plan{Validation: 0.3}, []int32{0, 1, 2, 3}, []int32{4, 5}},
		{Plan{Validation: 0.3, Dedupe: true}, []int32{0, 2, 3}, []int32{4, 5}},
		{Plan{Dedupe: true, Limit: 3}, []int32{0, 2, 3}, nil},
	} {
		train, held, err := Split(c.p, repeating())
		if err != nil || !slices.Equal(train, c.train) || !slices.Equal(held, c.held) {
			t.Errorf("%+v: %v and %v, %v", c.p, train, held, err)
		}
	}
	folded := Plan{Dedupe: true, Fold: &Fold{K: 5, Index: 1}}
	train, held, err := Split(folded, repeating())
	if all := append(slices.Clone(train), held...); err != nil || len(held) != 1 || len(all) != 5 ||
		slices.Contains(all, 1) {
		t.Errorf("%v and %v, %v", train, held, err)
	}
}

// A stratified fifth of 40 images that are sorted by class has two of each; what a limit leaves is split.
func TestSplitting(t *testing.T) {
	set := data.Set{Name: "sorted", Images: make([]uint8, 40*data.Pixels), Labels: make([]uint8, 40)}
	for i := range set.Labels {
		set.Labels[i] = uint8(i / 10)
	}
	p := Plan{Validation: 0.2, Splitting: data.Stratified, Seed: 3}
	for limit, want := range map[int][]int{0: {2, 2, 2, 2}, 20: {2, 2, 0, 0}} {
		p.Limit = limit
		train, held, err := Split(p, set)
		counts := make([]int, 4)
		for _, i := range held {
			counts[set.Labels[i]]++
		}
		if all := append(slices.Clone(train), held...); err != nil || !slices.Equal(counts, want) ||
			len(all) != len(p.taken(set)) || slices.Contains(train, held[0]) {
			t.Errorf("limit %d: %v held, %v of each class, want %v, %v", limit, held, counts, want, err)
		}
	}
	last, shuffled := p.With(Splitting(data.Last)), p.With(Splitting(data.Shuffled))
	if SameTraining(p, last) || SameTraining(p, shuffled) || !SameTraining(p, p) {
		t.Error("another splitting is another training")
	}
	if text, err := json.Marshal(last.identity()); err != nil || strings.Contains(string(text), "plitting") {
		t.Errorf("a plan without a splitting is not the training that it was before: %s, %v", text, err)
	}
}

func TestShuffleLabels(t *testing.T) {
	set, train := repeating(), []int32{0, 2, 3, 5}
	labels := Labels(Plan{ShuffleLabels: true, Seed: 2}, set, train)
	if slices.Equal(labels, set.Labels) || labels[1] != 3 || labels[4] != 4 {
		t.Errorf("%v: the labels to train on change places, the others stay", labels)
	}
	sorted := func(all []uint8) []uint8 { all = slices.Clone(all); slices.Sort(all); return all }
	if !slices.Equal(sorted(labels), sorted(set.Labels)) || !slices.Equal(set.Labels, repeating().Labels) {
		t.Errorf("%v of %v", labels, set.Labels)
	}
	if again := Labels((Plan{ShuffleLabels: true, Seed: 2}), set, train); !slices.Equal(again, labels) {
		t.Errorf("%v, then %v", labels, again)
	}
}

// A frozen base's epoch is part of a run's identity, the place of its file is not; what trains along has no epoch, and
// neither have networks whose features never changed.
func TestBaseKey(t *testing.T) {
	frozen := Base{Network: "vgg16", Weights: "md5", File: "here"}
	if got, want := frozen.Key(), (Base{Network: "vgg16", Weights: "md5", Epoch: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, same := range []Base{{Network: "vgg16", From: "block5_conv1"}, {Network: "squeezenet"}, {Network: "unknown"}} {
		if got := same.Key(); got != same {
			t.Errorf("%+v, want %+v", got, same)
		}
	}
}

func TestOn(t *testing.T) {
	head := Head{Net: nets.Linear(), Base: Base{Network: "vgg16"}}
	if p := base.On(head); p.Base == nil || p.Base.Network != "vgg16" || p.Net.Name != "linear" {
		t.Errorf("%+v", p)
	}
	if p := base.On(head).On(nets.LeNet5()); p.Base != nil || p.Net.Name != "lenet5" {
		t.Errorf("%+v", p)
	}
}
