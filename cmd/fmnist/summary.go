package main

import (
	"flag"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

var summaryCommand = command{"summary", "-net NAME", "prints a network's layers, shapes and parameters as Keras does",
	summaryVerb}

func summaryVerb(flags *flag.FlagSet) func(call) error {
	net := flags.String("net", "lenet5", "network: lenet5, lenet5-dropout, lenet5-wide, lenet5-best, lenet5-1998 or linear; or a pretrained one, as for transfer")
	connections := flags.Bool("connections", false, "add report 2's column of connections")
	return func(c call) error {
		s, err := summarize(*net)
		if err != nil {
			return err
		}
		s.WithConnections = *connections
		return c.print(s, s.String())
	}
}

// summarize is the table of a network of ours, or of a pretrained one for 32×32 images, all frozen.
func summarize(name string) (nets.Summary, error) {
	if b, err := backbone.Named(name); err == nil {
		return b.Summary(backbone.MinSide, backbone.MinSide, "")
	}
	n, err := nets.Named(name)
	if err != nil {
		return nets.Summary{}, err
	}
	return nets.Summarize(n)
}
