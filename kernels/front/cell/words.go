package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || r >= utf8.RuneSelf
}

func wordStart(text string, at int) int {
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if !isWord(r) {
			break
		}
		at -= size
	}
	return at
}

func lineBegin(text string, at int) int { return strings.LastIndexByte(text[:at], '\n') + 1 }

// ownerOf is the expression in front of the dot before a word.
func ownerOf(text string, word int) (string, bool) {
	end := len(strings.TrimRight(text[:word], " \t\n"))
	if end == 0 || text[end-1] != '.' {
		return "", false
	}
	at := end - 1
	for {
		at = len(strings.TrimRight(text[:at], " \t\n"))
		start := wordStart(text, at)
		if start == at && at > 0 && strings.ContainsRune(")]}", rune(text[at-1])) {
			if start = opening(text, at); start < 0 {
				return "", false
			}
			at = start
			if at > 0 && (isWord(rune(text[at-1])) || strings.ContainsRune(")]", rune(text[at-1]))) {
				continue
			}
		} else {
			at = start
		}
		if at > 0 && text[at-1] == '.' {
			at--
			continue
		}
		return strings.TrimSpace(text[at : end-1]), at < end-1
	}
}

// opening finds the bracket that the one before at closes; quotes are passed over.
func opening(text string, at int) int {
	depth := 0
	for i := at - 1; i >= 0; i-- {
		switch text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		case '"', '`', '\'':
			quote := text[i]
			for i--; i >= 0 && (text[i] != quote || quote != '`' && i > 0 && text[i-1] == '\\'); i-- {
			}
		}
	}
	return -1
}
