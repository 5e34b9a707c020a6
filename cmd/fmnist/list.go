package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

var runCommand = command{"run", "PLAN.json | - | LIST N",
	"trains exactly the plan in a file, on standard input, or on the N-th line of a list: the unit of work for clusters",
	runVerb}

func runVerb(flags *flag.FlagSet) func(call) error {
	log, mirrored := logFlag(flags), mirroredFlag(flags)
	return func(c call) error {
		p, err := c.onePlan()
		if err != nil {
			return err
		}
		return c.train(p, *log, *mirrored)
	}
}

// onePlan reads the plan that the words name.
func (c call) onePlan() (plan.Plan, error) {
	switch len(c.args) {
	case 1:
		return readPlan(c.args[0])
	case 2:
		n, err := strconv.Atoi(c.args[1])
		if err != nil || n < 1 {
			return plan.Plan{}, fmt.Errorf("%q is not a line of a list; lines count from 1", c.args[1])
		}
		plans, err := readList(c.args[0])
		if err != nil {
			return plan.Plan{}, err
		}
		if n > len(plans) {
			return plan.Plan{}, fmt.Errorf("%s has %d plans and no line %d", c.args[0], len(plans), n)
		}
		return plans[n-1], nil
	}
	return plan.Plan{}, errors.New("give one plan file: fmnist run PLAN.json; or a list and a line of it: fmnist run LIST N")
}

// readPlan reads a plan from a file, or from standard input where the name is "-".
func readPlan(name string) (plan.Plan, error) {
	in, err := openPlans(name)
	if err != nil {
		return plan.Plan{}, err
	}
	defer in.Close()
	p, err := plan.Parse(in)
	if err != nil {
		return p, fmt.Errorf("%s: %w; fmnist train -plan-only prints a plan", name, err)
	}
	return p, nil
}

// readList reads the plans that -plan-only prints, one a line.
func readList(name string) ([]plan.Plan, error) {
	in, err := openPlans(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	const longest = 1 << 20 // a plan of report 2 has 1 kB
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longest)
	var plans []plan.Plan
	for lines.Scan() {
		p, err := plan.Parse(strings.NewReader(lines.Text()))
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w; -plan-only prints one plan a line", name, len(plans)+1, err)
		}
		plans = append(plans, p)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return plans, nil
}

func openPlans(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the plan cannot be read: %w", err)
	}
	return f, nil
}
