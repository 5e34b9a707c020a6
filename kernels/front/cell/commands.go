package cell

import "strings"

// A command is a line that GoNB takes for itself: %name, !shell, or //gonb: in front of one.

// command reports whether GoNB takes a line for a command, even inside a raw string.
func command(line string) bool {
	line = strings.TrimRight(strings.TrimPrefix(line, "//gonb:"), "\r\n")
	return len(line) > 1 && (line[0] == '%' || line[0] == '!')
}

// starter reports whether a command begins the cell's main function.
func starter(line string) bool {
	f := strings.Fields(strings.TrimPrefix(line, "//gonb:"))
	return len(f) > 0 && (f[0] == "%%" || f[0] == "%main")
}

// special reports whether a cell is none of Go: its first line hands it to something else, such as %%bash.
func special(code string) bool {
	first, _, _ := strings.Cut(code, "\n")
	return strings.HasPrefix(first, "%%") && len(strings.TrimSpace(first)) > 2 && !starter(first)
}

// mask returns code, of the same length, with spaces for commands and the lines that continue them; begin is where the
// line lies that begins main, or -1; others lists the names of the other commands.
func mask(code string) (masked string, begin int, others []string) {
	begin = -1
	var b strings.Builder
	continued := false
	for line := range strings.Lines(code) {
		if !continued && !command(line) {
			b.WriteString(line)
			continue
		}
		if !continued {
			if starter(line) && begin < 0 {
				begin = b.Len()
			} else if name := strings.Fields(strings.TrimPrefix(line, "//gonb:")); !starter(line) {
				others = append(others, name[0])
			}
		}
		text := strings.TrimRight(line, "\n")
		continued = strings.HasSuffix(text, `\`)
		b.WriteString(strings.Repeat(" ", len(text)) + line[len(text):])
	}
	return b.String(), begin, others
}
