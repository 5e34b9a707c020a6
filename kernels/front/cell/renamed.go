package cell

import (
	_ "embed"
	"strings"
)

//go:embed renamed.tsv
var renamedTable string

// renamed maps an old name to the sentence about its new one.
var renamed = readRenamed(renamedTable)

func readRenamed(table string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(f) < 2 {
			continue
		}
		out[f[0]] = f[0] + " is now " + f[1]
		if len(f) > 2 {
			out[f[0]] += " (" + f[2] + ")"
		}
	}
	return out
}
