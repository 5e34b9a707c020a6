package nets

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// Own is a layer that is a function of somebody's program. The description holds its name and version, which are its
// identity, never the function: whoever changes what the function computes gives it another version. Package local's
// Layer declares one.
func Own(name string, version int) Layer { return Layer{Kind: KindOwn, Name: name, Version: version} }

// defined holds what this process knows of own layers: the shape that each makes of an input.
var defined sync.Map // Layer → func(in Shape) (Shape, error)

// Define tells this process which shape an own layer makes of an input. The function is called whenever a network with
// the layer is checked.
func Define(own Layer, output func(in Shape) (Shape, error)) { defined.Store(own, output) }

// errElsewhere is about an own layer that this process does not know; it says all there is to say.
var errElsewhere = errors.New("a function that only the program declaring it knows; run the plan there, where fmnist/local is " +
	"imported and local.Layer is called")

// ownName is what an own layer may be called: its weights' and summaries' rows begin with it.
var ownName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (l Layer) ownOutput(in Shape) (Shape, error) {
	switch {
	case len(l.Name) > ownNameLimit || !ownName.MatchString(l.Name):
		return in, fmt.Errorf("needs a name of at most %d small letters, digits and underscores, such as swish",
			ownNameLimit)
	case l.Version < 1:
		return in, errors.New("needs a version of at least 1")
	}
	output, ok := defined.Load(l)
	if !ok {
		return in, errElsewhere
	}
	return output.(func(Shape) (Shape, error))(in)
}

// ownNameLimit is in bytes; names are columns of tables.
const ownNameLimit = 40
