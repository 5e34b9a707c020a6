package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/reports"
)

var resultsCommand = command{"results", "[-out FILE] [-only LINES]",
	"writes the document of results from stored runs, and trains what is missing", resultsVerb}

func resultsVerb(flags *flag.FlagSet) func(call) error {
	out := flags.String("out", filepath.Join("docs", "RESULTS.md"), "file to write")
	only := flags.String("only", "",
		"train only these, separated by commas: "+strings.Join(reports.Keys, ", ")+"; or none (default all)")
	planOnly := planOnlyFlag(flags)
	o := reports.Options{}
	flags.IntVar(&o.Seeds, "seeds", 5, "runs per line, seeds 1, 2, …")
	flags.IntVar(&o.WideEpochs, "wide-epochs", 30, "epochs of report 2's wide LeNet-5; the report used 30")
	flags.IntVar(&o.FoldEpochs, "fold-epochs", 30,
		"epochs of each fold of report 2's cross-validations; the report used 30")
	return func(c call) error {
		switch *only {
		case "":
		case "none":
			o.Only = []string{}
		default:
			o.Only = strings.Split(*only, ",")
		}
		o.Command = fmt.Sprintf("fmnist results -seeds %d -wide-epochs %d -fold-epochs %d", o.Seeds, o.WideEpochs,
			o.FoldEpochs)
		s, err := c.study()
		if err != nil {
			return err
		}
		if *planOnly {
			return c.lines(reports.Plans(c.ctx, s, o))
		}
		r, err := reports.Make(c.ctx, s, o)
		if err != nil {
			return err
		}
		err = os.MkdirAll(filepath.Dir(*out), 0o755)
		if err == nil {
			err = os.WriteFile(*out, []byte(r.Markdown()), 0o644)
		}
		if err != nil {
			return fmt.Errorf("the document cannot be written: %w", err)
		}
		if err := c.print(r, r.Markdown()); err != nil {
			return err
		}
		return c.ctx.Err()
	}
}
