package main

import (
	"flag"
	"os"
	"os/signal"
	"syscall"

	"github.com/gofmnist/gofmnist/fmnist/child"
)

// executeCommand is the process that computes for a notebook cell: package child's other half. Nobody types it.
var executeCommand = command{"execute", "", "compute for a notebook cell (its other end starts this)", executeVerb}

func executeVerb(*flag.FlagSet) func(call) error {
	return func(c call) error {
		// The cell decides what an interrupt means and says so on the wire; where the cell is gone, standard input
		// ends.
		signal.Ignore(os.Interrupt, syscall.SIGPIPE)
		return child.Serve(c.ctx, executor, os.Stdin, os.Stdout)
	}
}
