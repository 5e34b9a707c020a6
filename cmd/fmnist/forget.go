package main

import (
	"errors"
	"flag"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/study"
)

var forgetCommand = command{"forget", "RUN…",
	"removes stored runs by name, or by the start of a name that fits only one", forgetVerb}

func forgetVerb(*flag.FlagSet) func(call) error {
	return func(c call) error {
		if len(c.args) == 0 {
			return errors.New("give the runs to remove, as fmnist runs lists them")
		}
		store, err := study.Store()
		if err != nil {
			return err
		}
		var gone []string
		for _, name := range c.args {
			info, err := store.Forget(name)
			if err != nil {
				return err
			}
			gone = append(gone, info.Entry)
		}
		return c.print(map[string]any{"forgotten": gone}, "forgot "+strings.Join(gone, ", "))
	}
}
