package cell

import (
	"regexp"
	"slices"
	"strings"
)

// Known makes the names an error's advice is taken from.
func (n *Notebook) Known(c Cell, gone map[string]int) Names {
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	return known{n.scope(c), gone, c.Source}
}

type known struct {
	scope
	gone map[string]int
	text string // the cell
}

func (k known) Scope() []string { return keys(k.open()) }

func (k known) Exports(name string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.load(k.imports[name]); p != nil {
		return keys(p.symbols)
	}
	return nil
}

func (k known) Members(name string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := map[string]Symbol{}
	at := strings.LastIndexByte(name, '.')
	switch owner := name[:max(at, 0)]; {
	case at < 0 || owner == "main":
		k.gather(&ref{name: name[at+1:]}, out)
	case strings.Contains(owner, "/"):
		k.members(&ref{pkg: owner, name: name[at+1:]}, out, 0)
	default: // the compiler names packages by their last word, those that the cell does not import too
		for _, path := range append(keysOf(k.imports), keysOf(k.packages)...) {
			full := k.imports[path]
			if full == "" {
				full = path
			}
			if full == owner || strings.HasSuffix(full, "/"+owner) {
				k.members(&ref{pkg: full, name: name[at+1:]}, out, 0)
			}
		}
	}
	return keys(out)
}

func (k known) Used(name string) (used []string) {
	for _, m := range regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\.(\w+)`).FindAllStringSubmatch(k.text, -1) {
		used = append(used, m[1])
	}
	return used
}

func (k known) Gone(name string) int { return k.gone[name] }

func keys(m map[string]Symbol) []string { return keysOf(m) }

func keysOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
