package torch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/exchange/safetensors"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// group are the tensors of one module of a state dict: those whose names differ only after the last dot.
type group struct {
	name    string
	tensors map[string]safetensors.Tensor
}

// groupsOf sorts a state dict by its modules: numbers in names count as numbers, so that layer 10 comes after layer 9.
func groupsOf(tensors []safetensors.Tensor) []group {
	var all []group
	for _, t := range tensors {
		if t.Values == nil { // num_batches_tracked
			continue
		}
		at := max(strings.LastIndexByte(t.Name, '.'), 0)
		name, tensor := t.Name[:at], strings.TrimPrefix(t.Name[at:], ".")
		i := slices.IndexFunc(all, func(g group) bool { return g.name == name })
		if i < 0 {
			i, all = len(all), append(all, group{name, map[string]safetensors.Tensor{}})
		}
		all[i].tensors[tensor] = t
	}
	slices.SortStableFunc(all, func(a, b group) int {
		return slices.CompareFunc(pieces(a.name), pieces(b.name),
			comparePieces)
	})
	return all
}

// pieces cuts a name into digits and the rest.
func pieces(name string) (all []string) {
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	for start := 0; start < len(name); {
		end := start + 1
		for end < len(name) && digit(name[end]) == digit(name[start]) {
			end++
		}
		all, start = append(all, name[start:end]), end
	}
	return all
}

func comparePieces(a, b string) int {
	x, err := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if err == nil && err2 == nil && x != y {
		return x - y
	}
	return strings.Compare(a, b)
}

// fits reports whether a module has all tensors of a layer, in its shapes, and no others.
func (g group) fits(s slot) bool {
	if len(g.tensors) != len(s.tensors) {
		return false
	}
	for _, t := range s.tensors {
		if theirs, ok := g.tensors[t.theirs]; !ok || !slices.Equal(theirs.Shape, t.shape) {
			return false
		}
	}
	return true
}

// Match finds the weights of a network in a state dict, whatever its modules are called: each layer takes the first
// module of its shapes that no layer before it took, so that only among modules of equal shapes their order counts. The
// error names the layer that finds none, or the module that no layer takes.
func Match(n nets.Net, tensors []safetensors.Tensor) (layout.Weights, error) {
	slots, err := slotsOf(n)
	if err != nil {
		return nil, err
	}
	groups, weights := groupsOf(tensors), layout.Weights{}
	for _, s := range slots {
		i := slices.IndexFunc(groups, func(g group) bool { return g.fits(s) })
		if i < 0 {
			return nil, fmt.Errorf("layer %d %s of %s finds no module with its shapes in the state dict: %s", s.Index+1,
				s.Layer, n.Name, s.wanted())
		}
		for _, t := range s.tensors {
			weights[t.ours] = t.in(groups[i].tensors[t.theirs].Values)
		}
		groups = slices.Delete(groups, i, i+1)
	}
	if len(groups) > 0 {
		return nil, fmt.Errorf("the module %.60q of the state dict belongs to no layer of %s", groups[0].name, n.Name)
	}
	return weights, weights.Check(n)
}

// wanted are the shapes that a layer looks for.
func (s slot) wanted() string {
	var all []string
	for _, t := range s.tensors {
		all = append(all, fmt.Sprintf("%s %v", t.theirs, t.shape))
	}
	return strings.Join(all, ", ")
}
