package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/exchange"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
	stored "github.com/gofmnist/gofmnist/fmnist/trained"
)

var exportCommand = command{"export", "RUN FILE",
	"writes a trained network for another program: .onnx, .safetensors (PyTorch), .keras or .weights.h5, with a model card beside it",
	func(*flag.FlagSet) func(call) error {
		return func(c call) error {
			if len(c.args) != 2 {
				return errors.New("give a stored run and a file: fmnist export lenet5 lenet5.onnx; fmnist runs lists the runs")
			}
			s, err := c.study()
			if err != nil {
				return err
			}
			r, err := s.Find(c.ctx, c.args[0])
			if err != nil {
				return err
			}
			files, err := r.Export(c.ctx, c.args[1])
			if err != nil {
				return err
			}
			var shown []string
			for _, f := range files {
				shown = append(shown, text.Path(f))
			}
			return c.print(map[string]any{"run": r.Name, "files": files}, "wrote "+strings.Join(shown, " and "))
		}
	}}

var importCommand = command{"import", "FILE",
	"turns another program's trained network into a run: Keras' .keras, .h5 and .weights.h5, PyTorch's state dict as .safetensors",
	func(flags *flag.FlagSet) func(call) error {
		name := flags.String("name", "", "of the run; without it the network's")
		net := flags.String("net", "", "network of a file that holds weights alone: lenet5, lenet5-dropout, lenet5-wide, lenet5-best, lenet5-1998 or linear")
		prepare := flags.String("prepare", "", "how 28×28 images reach a network that takes 32×32: pad32 or resize32")
		return func(c call) error {
			if len(c.args) != 1 {
				return errors.New("give one file: fmnist import model.keras -name theirs")
			}
			in := execute.Import{File: c.args[0], Name: *name, Prepare: nets.Prepare(*prepare)}
			if in.Prepare != nets.AsIs && in.Prepare != nets.Pad32 && in.Prepare != nets.Resize32 {
				return fmt.Errorf("-prepare is %q; it can be %s or %s", *prepare, nets.Pad32, nets.Resize32)
			}
			if *net != "" {
				n, err := nets.Named(*net)
				if err != nil {
					return err
				}
				in.Net = &n
			}
			s, err := c.study()
			if err != nil {
				return err
			}
			r, err := s.Import(c.ctx, in)
			if err != nil {
				return err
			}
			return c.print(trainedOf(r, s), r.String())
		}
	}}

var historyCommand = command{"history", "RUN FILE",
	"writes the figures of every epoch: .csv, .json, or event files with tensorboard:DIR",
	func(*flag.FlagSet) func(call) error {
		return func(c call) error {
			if len(c.args) != 2 {
				return errors.New("give a stored run and a file: fmnist history lenet5 lenet5.csv, or tensorboard:logs; fmnist runs lists the runs")
			}
			store, err := study.Store()
			if err != nil {
				return err
			}
			r, err := stored.Find(store, c.args[0])
			if err != nil {
				return err
			}
			files, err := exchange.History(c.args[1], r)
			if err != nil {
				return err
			}
			return c.print(map[string]any{"run": r.Name, "files": files}, "wrote "+strings.Join(files, " and "))
		}
	}}
