package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// facts are what the figures depend on.
func (c *collector) facts() [][2]string {
	shown := []string{"cpu", "cores", "simd", "system", "go", "gomlx"}
	var out [][2]string
	for _, f := range c.study.Executor.Doctor(c.ctx) {
		if slices.Contains(shown, f.Name) {
			out = append(out, [2]string{f.Name, f.Value})
		}
	}
	d := c.study.Data
	return append(out,
		[2]string{"backend of the runs", strings.Join(c.backends, ", ")},
		[2]string{"data", fmt.Sprintf("%d training and %d test images, fingerprint %s", d.Train.Len(), d.Test.Len(),
			d.Fingerprint())},
		[2]string{"date", time.Now().UTC().Format(time.DateOnly)},
		[2]string{"command", "`" + c.o.Command + "`"})
}

// Markdown is the document.
func (r *Document) Markdown() string {
	var b strings.Builder
	b.WriteString("# Results\n\nMade by `fmnist results` from stored runs; do not edit, run the command again. It trains only what is missing, can be interrupted, " +
		"and `-only` takes the lines one by one.\n")
	for _, s := range r.Sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", s.Title, s.Intro)
		s.table(&b)
	}
	r.beside(&b)
	b.WriteString("\n## Where and when\n\n| | |\n|---|---|\n")
	for _, f := range r.Facts {
		fmt.Fprintf(&b, "| %s | %s |\n", f[0], f[1])
	}
	b.WriteString("\nTimes are of the training runs, validation included, on a machine that may have had other work.\n")
	return b.String()
}

func (s Section) table(b *strings.Builder) {
	last := "report"
	if s.Gains {
		last = "gain"
	}
	fmt.Fprintf(b, "| | %s | here | lowest … highest | values | epochs | time |\n|---|---|---|---|---|---|---|\n", last)
	var before []float64
	var notes []string
	for _, l := range s.Lines {
		reported := l.Reported
		if s.Gains {
			reported = l.gain(before)
			if !l.Tried {
				before = l.Values
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s |\n", l.What, reported, l.cells(), l.Epochs, l.time())
		if l.NotRun != "" && !slices.Contains(notes, l.NotRun) {
			notes = append(notes, l.NotRun)
		}
	}
	for _, r := range s.Remarks {
		fmt.Fprintf(b, "\n%s\n", r)
	}
	for _, n := range notes {
		fmt.Fprintf(b, "\nNot run: %s.\n", n)
	}
}

// gain is the difference of the means to the values before, with Welch's p where both vary. What was tried with fewer
// seeds is compared with the same ones.
func (l Line) gain(before []float64) string {
	if l.Tried {
		before = before[:min(len(before), len(l.Values))]
	}
	if len(l.Values) == 0 || len(before) == 0 {
		return ""
	}
	if w, err := metrics.WelchTest(before, l.Values); err == nil {
		return fmt.Sprintf("%+.4f (p = %.2g)", w.Difference, w.P)
	}
	was, _ := metrics.MeanSD(before)
	is, _ := metrics.MeanSD(l.Values)
	return fmt.Sprintf("%+.4f", is-was)
}

// cells are the columns of the values.
func (l Line) cells() string {
	count := fmt.Sprint(len(l.Values))
	if len(l.Values) < l.Wanted {
		count = fmt.Sprintf("%d of %d", len(l.Values), l.Wanted)
	}
	switch len(l.Values) {
	case 0:
		return "not run (see below) | | " + count
	case 1:
		return fmt.Sprintf("%.4f | | %s", *l.Average, count)
	}
	return fmt.Sprintf("%.4f ± %.4f | %.4f … %.4f | %s", *l.Average, *l.SD, slices.Min(l.Values),
		slices.Max(l.Values), count)
}

func (l Line) time() string {
	if l.Seconds == 0 {
		return ""
	}
	return text.Duration(l.Seconds)
}
