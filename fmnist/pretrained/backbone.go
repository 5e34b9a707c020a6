package pretrained

import "github.com/gofmnist/gofmnist/fmnist/backbone"

// Backbone is a described network that can be loaded and run.
type Backbone struct{ backbone.Backbone }

// Named finds a network by its name, upper or lower case; the error lists the names.
func Named(name string) (Backbone, error) {
	b, err := backbone.Named(name)
	return Backbone{b}, err
}
