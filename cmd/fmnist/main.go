// Command fmnist has the verbs of package fmnist for terminals, CI, containers and clusters. Every command that yields
// numbers takes -json, which prints one JSON object on standard output and nothing else.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// command is one verb.
type command struct {
	name, args, brief string
	// define adds the flags and returns what runs after parsing.
	define func(flags *flag.FlagSet) func(c call) error
}

// call is one invocation of a command.
type call struct {
	ctx   context.Context
	args  []string // after the flags
	out   io.Writer
	notes io.Writer // progress and remarks
	json  bool
}

// executor computes in this process.
var executor = local.Executor{}

// commands in the order in which a newcomer meets them.
func commands() []command {
	return []command{
		labCommand, reportCommand, doctorCommand, dataCommand, summaryCommand, trainCommand, benchCommand, runCommand,
		exploreCommand, repeatCommand, crossvalCommand, mislabelledCommand, learningCommand, tuneCommand, compareCommand,
		resultsCommand, predictCommand, transferCommand, exportCommand, importCommand, historyCommand, runsCommand,
		forgetCommand, kernelsCommand, xlaCommand, executeCommand,
	}
}

func main() {
	ctx, interrupted := interruptible()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if ctx.Err() != nil {
		code = <-interrupted
	}
	os.Exit(code)
}

// run executes one command line and returns the exit code: 0 done, 1 failed, 2 not understood. A signal makes it 128
// and its number.
func run(ctx context.Context, args []string, out, notes io.Writer) int {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		usage(out)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], out, notes)
		}
	}
	fmt.Fprintf(notes, "fmnist: there is no command %q; fmnist -h lists them\n", args[0])
	return 2
}

func (c command) run(ctx context.Context, args []string, out, notes io.Writer) int {
	flags := flag.NewFlagSet("fmnist "+c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are printed below, once
	asJSON := flags.Bool("json", false, "print one JSON object and nothing else")
	work := c.define(flags)
	flags.Usage = func() {}
	words, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.help(flags, out)
		return 0
	case err == nil:
		err = c.checkWords(words)
	}
	if err != nil {
		fmt.Fprintf(notes, "fmnist %s: %v; fmnist %s -h lists the flags\n", c.name, err, c.name)
		return 2
	}
	err = work(call{ctx: ctx, args: words, out: out, notes: notes, json: *asJSON})
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped")
		if *asJSON { // before there was anything to print
			_ = json.NewEncoder(out).Encode(map[string]bool{"interrupted": true})
		}
	}
	fmt.Fprintf(notes, "fmnist %s: %v\n", c.name, err)
	return 1
}

// parse takes flags before, between and after words; what follows "--" are words.
func parse(flags *flag.FlagSet, args []string) (words []string, err error) {
	var tail []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, tail = args[:i], args[i+1:]
	}
	for err = flags.Parse(args); err == nil && flags.NArg() > 0; err = flags.Parse(args) {
		words, args = append(words, flags.Arg(0)), flags.Args()[1:]
	}
	return append(words, tail...), err
}

func (c command) help(flags *flag.FlagSet, out io.Writer) {
	fmt.Fprintf(out, "fmnist %s %s\n%s.\n\n", c.name, c.args, strings.TrimSuffix(c.brief, "."))
	flags.SetOutput(out)
	flags.PrintDefaults()
}

func usage(out io.Writer) {
	fmt.Fprint(out, "fmnist explores Fashion-MNIST and trains LeNet-5 on it.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(out, "  fmnist %-14s %s\n", c.name, c.brief)
	}
	fmt.Fprint(out, `
fmnist COMMAND -h lists a command's flags. The environment: FMNIST_DATA (a folder with the four official files, or
"synthetic"), FMNIST_HOME (caches and runs), FMNIST_QUICK=1 (short plans), GOMLX_BACKEND (fmnist, go, xla:cpu, xla:cuda).
`)
}

// print writes the result: one JSON object, or the text.
func (c call) print(object any, text string) error {
	if !c.json {
		_, err := fmt.Fprintln(c.out, strings.TrimRight(text, "\n"))
		return err
	}
	encoder := json.NewEncoder(c.out)
	return encoder.Encode(object)
}

// lines writes one JSON object a line, unless the plans could not be made.
func (c call) lines(plans []plan.Plan, err error) error {
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(c.out)
	for _, p := range plans {
		if err := encoder.Encode(p); err != nil {
			return err
		}
	}
	return nil
}
