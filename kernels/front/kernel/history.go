package kernel

import (
	"path"
	"strings"

	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// entry is one cell that ran.
type entry struct {
	count  int
	source string
}

// search answers history_request. There is one session, number 0: history ends with the kernel.
func (f *Front) search(c wire.Content) [][]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := [][]any{}
	seen := map[string]bool{}
	for i := range f.history {
		e := f.history[i]
		switch c.Text("hist_access_type") {
		case "range":
			if e.count < c.Int("start") || c["stop"] != nil && e.count >= c.Int("stop") {
				continue
			}
		case "search":
			if !matches(c.Text("pattern"), e.source) || c.True("unique") && seen[e.source] {
				continue
			}
			seen[e.source] = true
		}
		var input any = e.source
		if c.True("output") {
			input = []any{e.source, nil}
		}
		out = append(out, []any{0, e.count, input})
	}
	if n := c.Int("n"); c.Text("hist_access_type") != "range" && n > 0 && len(out) > n {
		out = out[len(out)-n:]
	}
	return out
}

// matches applies a pattern with * and ?, which here match slashes and ends of lines too.
func matches(pattern, text string) bool {
	const slash = "\x00"
	ok, err := path.Match(strings.ReplaceAll(pattern, "/", slash), strings.ReplaceAll(text, "/", slash))
	return ok && err == nil
}
