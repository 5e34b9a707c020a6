package nb

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// isTerminal reports whether f is a terminal.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// columns returns the width of the terminal that w is, or what every terminal has.
func columns(w any) int {
	const usual = 80
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return usual
}

// line writes the text outside notebooks: over the previous one in a terminal, only when final in a file.
func (l *Live) line(text string, final bool) {
	if !l.tty {
		if final && text != "" {
			_, err := fmt.Fprintln(l.out, text)
			l.keep(err)
		}
		return
	}
	text, _, _ = strings.Cut(text, "\n")
	r := []rune(text)
	// A line that wraps cannot be written over. The last column stays free: writing there wraps in some terminals.
	if most := columns(l.out) - 1; !final && len(r) > most {
		r = append(r[:most-1], '…')
	}
	s := "\r" + string(r) + strings.Repeat(" ", max(0, l.long-len(r)))
	l.long = len(r)
	if final {
		s, l.long = s+"\n", 0
	}
	_, err := fmt.Fprint(l.out, s)
	l.keep(err)
}
