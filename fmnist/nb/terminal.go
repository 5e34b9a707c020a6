package nb

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// isTerminal reports whether f is a terminal: a character device that is not the null device.
func isTerminal(f *os.File) bool {
	st, err := f.Stat()
	if err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(st, null)
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
	n := utf8.RuneCountInString(text)
	s := "\r" + text + strings.Repeat(" ", max(0, l.long-n))
	l.long = n
	if final {
		s, l.long = s+"\n", 0
	}
	_, err := fmt.Fprint(l.out, s)
	l.keep(err)
}
