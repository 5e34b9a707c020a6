package data

import (
	"strings"
	"unicode"
)

// abbreviate keeps messages readable, and on one line, when the file is something else altogether.
func abbreviate(text string) string {
	const limit = 32 // runes: longer than any name of the files and columns that are expected
	text = printable(text)
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// printable puts blanks for what would break a line or move a terminal's cursor: names may come from archives and files
// that somebody else made.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}
