package chart

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Encode is a chart as a file's contents: ".png", ".svg", ".txt", ".md" for tables, or ".json" with its numbers.
func Encode(c Chart, end string) ([]byte, error) {
	switch strings.ToLower(end) {
	case ".png":
		return c.PNG()
	case ".svg":
		if v, ok := c.(Vector); ok {
			return v.SVG()
		}
		return nil, fmt.Errorf("%T has no SVG form; use .png", c)
	case ".txt":
		return []byte(c.Text() + "\n"), nil
	case ".md":
		if m, ok := c.(interface{ Markdown() string }); ok {
			return []byte(m.Markdown()), nil
		}
		return nil, fmt.Errorf("%T is no table; use .png", c)
	case ".json":
		return json.Marshal(c)
	}
	return nil, fmt.Errorf("a file that ends in %q is of no known kind; use .png, .svg, .txt, .md or .json", end)
}
