package cell

import (
	"sort"
	"strings"
)

// Notebook is what earlier cells declared: it answers what can be typed in a cell, from the index.
type Notebook struct {
	index *Index
	decls []string // sources of cells that ran, oldest first
}

// NewNotebook makes an empty notebook.
func NewNotebook(x *Index) *Notebook { return &Notebook{index: x} }

// Warm reads the packages that notebooks begin with.
func (n *Notebook) Warm() {
	for _, path := range n.index.Packages() {
		n.index.Load(path)
	}
}

// Ran remembers a cell that compiled.
func (n *Notebook) Ran(c Cell) {
	if c.Resets {
		n.decls = nil
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	if c.Go {
		n.decls = append(n.decls, c.goText())
	}
}

// Completion answers complete_request: what can stand at the cursor, and the offsets in Source that it replaces.
func (n *Notebook) Completion(c Cell, cursor int) (matches []string, from, to int) {
	at := min(c.Offset(cursor), len(c.Source))
	from = wordStart(c.Source, at)
	if !c.Go || command(c.Source[lineBegin(c.Source, at):at]) {
		return nil, at, at
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	s := n.scope(c)
	prefix := c.Source[from:at]
	var pool map[string]Symbol
	if owner, ok := ownerOf(c.Source, from); ok {
		pool = s.selectable(owner)
	} else {
		pool = s.open()
	}
	for name := range pool {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			matches = append(matches, name)
		}
	}
	sort.Slice(matches, func(i, j int) bool {
		a, b := strings.HasPrefix(matches[i], prefix), strings.HasPrefix(matches[j], prefix)
		return a && !b || a == b && matches[i] < matches[j]
	})
	return matches, from, at
}

// Inspection answers inspect_request with Markdown; "" where the index does not know the name at the cursor.
func (n *Notebook) Inspection(c Cell, cursor int) string {
	at := min(c.Offset(cursor), len(c.Source))
	if !c.Go {
		return ""
	}
	if at > 0 && (at == len(c.Source) || !isWord(rune(c.Source[at]))) &&
		strings.ContainsRune("(,", rune(c.Source[at-1])) {
		at-- // just inside a call: the function
	}
	from, to := wordStart(c.Source, at), at
	for to < len(c.Source) && isWord(rune(c.Source[to])) {
		to++
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	s := n.scope(c)
	pool := s.decls.symbols
	if owner, ok := ownerOf(c.Source, from); ok {
		pool = s.selectable(owner)
	}
	sym, ok := pool[c.Source[from:to]]
	if !ok || from == to {
		return ""
	}
	return "```go\n" + sym.Decl + "\n```\n\n" + sym.Doc
}
