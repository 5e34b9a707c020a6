package cell

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// placeInFile is a place in GoNB's file, with what GoNB may have put before it.
var placeInFile = regexp.MustCompile(`(?: ?(?:\x1b\[7m)?\[\[ Cell (?:\[\d+\] )?Line \d+ \]\](?:\x1b\[0m)? ?)?` +
	`(/\S*/main\.go):(\d+)`)

// MarkPlaces puts cell and line before each place of GoNB's file in a panic's trace. GoNB does so too, but on what one
// read of a pipe happens to bring: a place that comes in two pieces goes unmarked, or is taken for that of its first
// digits. read returns the lines of a file. What cannot be found in a cell stays as GoNB has it.
func MarkPlaces(trace string, read func(path string) []string, cells map[int]Cell) string {
	files := map[string][]string{}
	return placeInFile.ReplaceAllStringFunc(trace, func(match string) string {
		m := placeInFile.FindStringSubmatch(match)
		path, number := m[1], m[2]
		if _, ok := files[path]; !ok {
			files[path] = read(path)
		}
		line, err := strconv.Atoi(number)
		if err != nil {
			return match
		}
		n, at := find(files[path], line-1, cells)
		if at < 0 {
			return match
		}
		return fmt.Sprintf(" [[ Cell [%d] Line %d ]] %s:%s", n, at+1, path, number)
	})
}

// find returns the cell and the line, from 0, that a line of GoNB's file comes from: the one with the same text and the
// most equal neighbours, in the latest cell. It returns -1 where there is none.
func find(file []string, line int, cells map[int]Cell) (cell, at int) {
	best, at := 0, -1
	numbers := slices.Sorted(maps.Keys(cells))
	slices.Reverse(numbers)
	for _, n := range numbers {
		source := strings.Split(cells[n].Source, "\n")
		for i := range source {
			if s := likeness(file, line, source, i); s > best {
				best, cell, at = s, n, i
			}
		}
	}
	return cell, at
}

// likeness counts the equal lines around two places, without their indentation, which gofmt changes: 0 where the places
// themselves differ or say nothing.
func likeness(a []string, i int, b []string, j int) int {
	const around = 5 // lines before and after; equal ones so far apart are the same code
	same := func(k int) bool {
		return i+k >= 0 && i+k < len(a) && j+k >= 0 && j+k < len(b) &&
			strings.TrimSpace(a[i+k]) == strings.TrimSpace(b[j+k])
	}
	if !same(0) || strings.TrimSpace(a[i]) == "" {
		return 0
	}
	count := 1
	for k := 1; k <= around && same(k); k++ {
		count++
	}
	for k := -1; k >= -around && same(k); k-- {
		count++
	}
	return count
}
