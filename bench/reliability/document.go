package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// document is the page of all sections.
func document(all map[string]section) string {
	var b strings.Builder
	b.WriteString(`# Reliability

What was done to break the program, and what came of it. Each section names the command that made it, at
which commit and on which machine; ` + "`go run ./bench/reliability`" + ` makes all of them anew but the soak, which
` + "`-parts soak`" + ` makes, and those on XLA, which ` + "`-tags xla -backend xla:cpu`" + ` makes. *Bad* counts what should
not have happened: work lost, a figure that differs from the undisturbed one by a bit, a file left over, a
crash, a hang, an exit code that says the wrong thing. Epochs and weights are compared bit by bit, so a
single wrong seed after a kill would show. Death by the signal itself counts as a hit before the command
could catch it. The estimates of memory were fitted to measurements that include the first ten plans of
their table; those behind them had no part in it.

`)
	for _, p := range parts {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			if name, backend, _ := strings.Cut(key, " on "); name == p.name {
				title := p.title
				if backend != "" {
					title += ", " + backend
				}
				writeSection(&b, title, all[key])
			}
		}
	}
	return b.String()
}

func writeSection(b *strings.Builder, title string, s section) {
	tried, bad := 0, 0
	for _, f := range s.Figures {
		tried, bad = tried+f.Tried, bad+f.Bad
	}
	fmt.Fprintf(b, "## %s\n\n%d tried, %d bad. `%s`, %s, commit %s, %s, %.0f s.\n\n", title, tried, bad,
		strings.TrimSpace(s.Command), s.Date, s.Commit, s.Machine, s.Seconds)
	b.WriteString("| what | tried | bad | |\n|---|---:|---:|---|\n")
	for _, f := range s.Figures {
		fmt.Fprintf(b, "| %s | %d | %d | %s |\n", strings.TrimSpace(f.What), f.Tried, f.Bad, f.Says)
	}
	for _, fault := range s.Faults {
		line, _, _ := strings.Cut(fault, "\n")
		fmt.Fprintf(b, "\n- %s", line)
	}
	if len(s.Faults) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("\n")
}
