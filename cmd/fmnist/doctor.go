package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/study"
)

var doctorCommand = command{"doctor", "", "prints versions, backend, device, data and runs, for a bug report",
	doctorVerb}

func doctorVerb(*flag.FlagSet) func(call) error {
	return func(c call) error {
		object := map[string]string{}
		var lines []string
		for _, f := range study.Doctor(c.ctx, executor) {
			object[f.Name] = f.Value
			lines = append(lines, fmt.Sprintf("%-14s %s", f.Name, f.Value))
		}
		return c.print(object, strings.Join(lines, "\n"))
	}
}
