package fmnist

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// Show shows anything: charts as pictures, tables, summaries and runs as text, in order. (Tour, "Look first".)
func Show(items ...any) { check(nb.Show(items...)) }

// ShowInteractive shows charts that can be zoomed and read point by point, where the viewer is able to, and as Show
// does where it is not. The notebook grows by the chart's data: 60,000 points are about 2 MB.
func ShowInteractive(items ...any) { check(nb.ShowInteractive(items...)) }

// Save writes a picture to a file, in the form that the name's end asks for: .png, .svg, .txt, or .json with its
// numbers. It takes what Show takes; of several pictures each gets a number in its name.
func Save(item any, file string) {
	pictures := nb.Pictures(item)
	if len(pictures) == 0 {
		fail(fmt.Sprintf("%T is no picture; save a run's Curves(), say", item))
	}
	end := filepath.Ext(file)
	for i, c := range pictures {
		name := file
		if len(pictures) > 1 {
			name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, end), i+1, end)
		}
		check(os.WriteFile(name, must(chart.Encode(c, end)), 0o644))
	}
}
