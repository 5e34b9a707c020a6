package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Reason is a line of Beside for a reason that a report gives without testing it: the accuracies without and with what
// should help. It is supported where the second is higher by more than another seed may do.
func Reason(what, change string, without, with float64) Row {
	r := Row{What: what, Report: "yes", Here: fmt.Sprintf("%s: %.4f → %.4f", change, without, with)}
	switch gain := with - without; {
	case math.IsNaN(gain):
		r.Here, r.Verdict = change, "not run"
	case gain > alike:
		r.Verdict = "supported"
	case gain < -alike:
		r.Verdict = "not supported: the opposite"
	default:
		r.Verdict = "not supported: the same within a point"
	}
	return r
}

// Untested is a line of Beside for a reason that no run decides, and why.
func Untested(what, why string) Row { return Claim(what, "yes", why, "not tested here") }

// Frozen is Figure for a run on a pretrained network. With weights from a seed there is no verdict but how to come to
// one. The head is report 1's.
func Frozen(what string, report float64, p plan.Plan, here float64) Row {
	return frozen("-head report1 -preprocess report", what, report, p, here)
}

// Report2Frozen is Frozen for report 2's heads.
func Report2Frozen(what string, report float64, p plan.Plan, here float64) Row {
	return frozen("-head report2 -preprocess report -batch 64 -validation 0.2", what, report, p, here)
}

func frozen(flags, what string, report float64, p plan.Plan, here float64) Row {
	r := Figure(what, report, here)
	if p.Base != nil && strings.HasPrefix(p.Base.Weights, plan.RandomWeights) {
		r.Verdict = fmt.Sprintf("none: seeded weights; fmnist transfer -base %s %s fetches the real ones",
			p.Base.Network, flags)
	}
	return r
}
