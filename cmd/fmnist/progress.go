package main

import (
	"fmt"
	"io"
)

// downloadLine reports a download, one line at each tenth.
func downloadLine(out io.Writer) func(file string, done, total int64) {
	tenth := tenths()
	return func(file string, done, total int64) {
		if tenth(file, done, total) {
			fmt.Fprintf(out, "downloading %s: %d of %d kB\n", file, done/1024, total/1024)
		}
	}
}

// featureLine reports the extraction of features, one line at each tenth.
func featureLine(out io.Writer) func(what string, done, total int) {
	tenth := tenths()
	return func(what string, done, total int) {
		if tenth(what, int64(done), int64(total)) {
			fmt.Fprintf(out, "%s: %d of %d images\n", what, done, total)
		}
	}
}

// tenths reports, for each piece of work by its name, whether it has entered another tenth.
func tenths() func(name string, done, total int64) bool {
	last := map[string]int64{}
	return func(name string, done, total int64) bool {
		if total <= 0 || done*10/total == last[name] {
			return false
		}
		last[name] = done * 10 / total
		return true
	}
}
