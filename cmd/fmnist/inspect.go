package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var summaryCommand = command{"summary", "-net NAME", "prints a network's layers, shapes and parameters as Keras does", func(flags *flag.FlagSet) func(call) error {
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
}}

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

var dataCommand = command{"data", "", "finds or downloads the data and says what it is", func(*flag.FlagSet) func(call) error {
	return func(c call) error {
		s, err := c.study()
		if err != nil {
			return err
		}
		d := s.Data
		object := map[string]any{"source": d.Source, "synthetic": d.Synthetic, "official": d.Official,
			"train": d.Train.Len(), "test": d.Test.Len(), "fingerprint": d.Fingerprint(), "notes": d.Notes,
			"edition": d.Edition, "classes": d.ClassNames(), "remarks": d.Remarks()}
		return c.print(object, strings.Join(append([]string{fmt.Sprintf("%s, %s: %d training and %d test images of %d×%d pixels in %d classes",
			d.Source, d.Edition, d.Train.Len(), d.Test.Len(), data.Side, data.Side, data.Classes)}, d.Remarks()...), "\n"))
	}
}}

var forgetCommand = command{"forget", "RUN…", "removes stored runs by name, or by the start of a name that fits only one", func(*flag.FlagSet) func(call) error {
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
}}

// downloadLine reports a download, one line at each tenth.
func downloadLine(out io.Writer) func(file string, done, total int64) {
	tenth := tenths()
	return func(file string, done, total int64) {
		if tenth(file, done, total) {
			fmt.Fprintf(out, "downloading %s: %d of %d kB\n", file, done/1024, total/1024)
		}
	}
}

// featureLine reports the extraction of features, one line at each tenth.
func featureLine(out io.Writer) func(what string, done, total int) {
	tenth := tenths()
	return func(what string, done, total int) {
		if tenth(what, int64(done), int64(total)) {
			fmt.Fprintf(out, "%s: %d of %d images\n", what, done, total)
		}
	}
}

// tenths reports, for each piece of work by its name, whether it has entered another tenth.
func tenths() func(name string, done, total int64) bool {
	last := map[string]int64{}
	return func(name string, done, total int64) bool {
		if total <= 0 || done*10/total == last[name] {
			return false
		}
		last[name] = done * 10 / total
		return true
	}
}
