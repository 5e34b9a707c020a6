package cell

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	undefinedName   = regexp.MustCompile(`undefined: (\w+)$`)
	undefinedExport = regexp.MustCompile(`undefined: (\w+)\.(\w+)$`)
	undefinedMember = regexp.MustCompile(`(\w+) undefined \(type \*?([\w./]+)(?:\[.*\])? has no field or method (\w+)`)
	unknownField    = regexp.MustCompile(`unknown field (\w+) in struct literal of type ([\w./]+)`)
	notExported     = regexp.MustCompile(`name (\w+) not exported by package (\w+)`)
)

// advise names what was probably meant: an old name's new one, or the nearest that is known.
func advise(message string, names Names) string {
	word, pool := "", []string(nil)
	switch {
	case undefinedExport.MatchString(message):
		m := undefinedExport.FindStringSubmatch(message)
		word, pool = m[2], names.Exports(m[1])
	case undefinedMember.MatchString(message):
		m := undefinedMember.FindStringSubmatch(message)
		word, pool = m[3], names.Members(m[2])
	case unknownField.MatchString(message):
		m := unknownField.FindStringSubmatch(message)
		word, pool = m[1], names.Members(m[2])
	case notExported.MatchString(message):
		m := notExported.FindStringSubmatch(message)
		word, pool = m[1], names.Exports(m[2])
	case undefinedName.MatchString(message):
		word = undefinedName.FindStringSubmatch(message)[1]
		if names.Gone(word) > 0 {
			return ""
		}
		pool = names.Scope()
		// goimports knows no package with all the names used of it
		if exports := names.Exports(word); len(exports) > 0 {
			word, pool = missing(names.Used(word), exports), exports
		}
	}
	if word == "" {
		return ""
	}
	local := undefinedName.MatchString(message) && strings.HasSuffix(message, " "+word) // no name of a package's
	if s := renamed[word]; s != "" && !local && !has(pool, word) {
		return s
	}
	if n := nearest(word, pool); n != "" {
		return fmt.Sprintf("%s: did you mean %s?", word, n)
	}
	return ""
}

// missing is the first name that a list lacks.
func missing(used, list []string) string {
	for _, u := range used {
		if !has(list, u) {
			return u
		}
	}
	return ""
}

func has(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// hintFor is the one sentence that helps somebody new to Go, or to notebooks that compile each cell.
func hintFor(message string, names Names) string {
	if m := undefinedName.FindStringSubmatch(message); m != nil {
		if n := names.Gone(m[1]); n > 0 {
			return fmt.Sprintf("%s was a value inside cell [%d], and such values end with their cell; "+
				"write var %s = … above %%%% to keep it", m[1], n, m[1])
		}
	}
	switch {
	case strings.Contains(message, "declared and not used"):
		return "Go allows no variable that nothing reads: use it, or write _ in its place"
	case strings.Contains(message, "(no value) used as value"):
		return "this call returns nothing; write it on a line of its own"
	case strings.Contains(message, "is not used"):
		return "Go prints no values by itself: write fmnist.Show(…) or fmt.Println(…) around it"
	case strings.Contains(message, "no required module provides package"):
		return "cells build without a network; !*go get MODULE fetches a module for this notebook"
	}
	return ""
}
