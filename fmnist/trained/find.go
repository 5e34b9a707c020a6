package trained

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Find reads a stored run by its name, or by the start of a name that fits only one: all of its epochs, as the plan
// that trained them last looks at them. A whole name comes before the start of others: fold1 is not fold10.
func Find(store runs.Store, name string) (*Result, error) {
	list, err := store.List()
	if err != nil {
		return nil, err
	}
	var found []runs.Info
	for _, info := range list {
		if info.Entry == name {
			found = []runs.Info{info}
			break
		}
		if !info.Value && info.Status != runs.Damaged && name != "" && strings.HasPrefix(info.Entry, name) {
			found = append(found, info)
		}
	}
	if whole := slices.DeleteFunc(slices.Clone(found), func(i runs.Info) bool { return i.Name != name }); len(whole) == 1 {
		found = whole
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d stored runs are called %q; fmnist runs lists them", len(found), name)
	}
	run, err := store.Read(runs.ID{Name: found[0].Name, Hash: found[0].Hash})
	if err != nil {
		return nil, err
	}
	p, err := plan.Parse(bytes.NewReader(run.Meta().Description))
	if err != nil {
		return nil, fmt.Errorf("%s: its plan cannot be read: %w", found[0].Entry, err)
	}
	if p.Epochs = run.Epochs(); p.Epochs == 0 && p.Origin == nil {
		return nil, fmt.Errorf("%s is not trained yet; train it first", found[0].Entry)
	}
	return Read(run, p)
}
