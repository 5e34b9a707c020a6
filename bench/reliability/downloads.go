package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// mirrored is what the test of downloads logs of each.
var mirrored = regexp.MustCompile(`(?m)^ +hostile_test\.go:\d+: \d+ (.+): ([\d.]+) s, \d+ requests, (.*)$`)

// downloads brings files from a mirror that misbehaves, which is a test of package fetch with a number of its own.
func (t *trial) downloads() error {
	const many = 50
	out, err := goCommand("test", "./fmnist/data/fetch", "-count", "1", "-run", "^TestHostileMirror$", "-v", "-args",
		"-hostile", fmt.Sprint(many)).CombinedOutput()
	if err != nil {
		t.fault("the test of downloads: %v: %s", err, out)
	}
	type count struct{ tried, whole int }
	ways, tried := map[string]count{}, 0
	for _, match := range mirrored.FindAllSubmatch(out, -1) {
		c := ways[string(match[1])]
		if c.tried++; string(match[3]) == "<nil>" {
			c.whole++
		}
		ways[string(match[1])] = c
		tried++
	}
	if tried != many {
		t.fault("%d downloads instead of %d", tried, many)
	}
	for _, way := range slices.Sorted(maps.Keys(ways)) {
		t.row(way, ways[way].tried, 0, fmt.Sprintf("%d brought the right file all the same", ways[way].whole))
	}
	t.row("the test as a whole", 0, len(t.faults),
		"the right file or one short sentence; never more bytes than the file has; a good mirror then ends it")
	return nil
}
