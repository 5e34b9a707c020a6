package chart

import (
	"fmt"
	"math"
	"strings"
)

// Sizes of images drawn with letters: letters are about twice as high as wide.
const (
	letterCols = 18
	letterRows = 9
	letterLine = 4 // images beside each other: 4·(18+2) = 80 columns
	letterMost = 8 // images drawn; the rest is counted
)

var shades = []rune(" ░▒▓█")

// Text implements Chart: the first images drawn with shades of letters under their titles, then how many more there
// are.
func (g Images) Text() string {
	n := g.n()
	if n == 0 {
		return finish(append(heading(g.Title), noData), g.Note)
	}
	lines := append(heading(g.Title), fmt.Sprintf("%d images of %d×%d pixels", n, g.Side, g.height()))
	shown := min(n, letterMost)
	for from := 0; from < shown; from += letterLine {
		to := min(from+letterLine, shown)
		lines = append(lines, g.letterTitles(from, to)...)
		for row := range letterRows {
			parts := make([]string, 0, letterLine)
			for i := from; i < to; i++ {
				parts = append(parts, g.letters(i, row))
			}
			lines = append(lines, strings.Join(parts, "  "))
		}
	}
	if n > shown {
		lines = append(lines, fmt.Sprintf("… and %d more", n-shown))
	}
	return finish(lines, g.Note)
}

// letterTitles returns the lines of the titles of images from to to.
func (g Images) letterTitles(from, to int) []string {
	var out []string
	for k := 0; ; k++ {
		var b strings.Builder
		some := false
		for i := from; i < to; i++ {
			s := ""
			if i < len(g.Titles) {
				if parts := strings.Split(g.Titles[i], "\n"); k < len(parts) {
					s, some = parts[k], true
				}
			}
			r := []rune(s)
			if len(r) > letterCols {
				r = append(r[:letterCols-1], '…')
			}
			b.WriteString(string(r) + strings.Repeat(" ", letterCols+2-len(r)))
		}
		if !some {
			return out
		}
		out = append(out, b.String())
	}
}

// letters returns one row of letters of image i.
func (g Images) letters(i, row int) string {
	var b strings.Builder
	y0, y1 := row*g.height()/letterRows, max((row+1)*g.height()/letterRows, row*g.height()/letterRows+1)
	for col := range letterCols {
		x0, x1 := col*g.Side/letterCols, max((col+1)*g.Side/letterCols, col*g.Side/letterCols+1)
		sum, n := 0.0, 0.0
		for y := y0; y < min(y1, g.height()); y++ {
			for x := x0; x < min(x1, g.Side); x++ {
				p := g.at(i, x, y)
				sum, n = sum+0.299*float64(p.R)+0.587*float64(p.G)+0.114*float64(p.B), n+255
			}
		}
		t := sum / math.Max(n, 1)
		if g.Invert { // ink is what is drawn, whatever the paper
			t = 1 - t
		}
		b.WriteRune(shades[min(int(t*float64(len(shades))), len(shades)-1)])
	}
	return b.String()
}
