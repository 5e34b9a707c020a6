package chart

import (
	"bytes"
	"strings"
	"testing"
)

// Every kind of chart is a file of every form that has its numbers or its picture.
func TestEncodeEveryChart(t *testing.T) {
	seen := map[string]bool{}
	for name, c := range samples() {
		seen[kindOf(c)] = true
		for end, begin := range map[string]string{".png": "\x89PNG", ".svg": "<svg", ".json": "{"} {
			got, err := Encode(c, end)
			if err != nil || !bytes.HasPrefix(got, []byte(begin)) {
				t.Errorf("%s as %s begins with %q; %v", name, end, got[:min(8, len(got))], err)
			}
		}
	}
	if len(seen) != len(kinds) {
		t.Errorf("samples of %d kinds, want %d", len(seen), len(kinds))
	}
}

func TestEncode(t *testing.T) {
	line := Line{Title: "loss", Series: []Series{{Name: "training", Y: Values{3, 2, 1}}}}
	table := Table{Header: []string{"run"}, Rows: [][]string{{"lenet5"}}}
	for _, c := range []struct {
		chart      Chart
		end, begin string
	}{{line, ".png", "\x89PNG"}, {line, ".SVG", "<svg"}, {line, ".txt", "loss"}, {table, ".md", "| run"},
		{line, ".json", "{"}} {
		got, err := Encode(c.chart, c.end)
		if err != nil || !bytes.HasPrefix(got, []byte(c.begin)) {
			t.Errorf("%T as %s begins with %q, want %q; %v", c.chart, c.end, got[:min(8, len(got))], c.begin, err)
		}
	}
	for _, end := range []string{".bmp", "", ".md"} {
		if _, err := Encode(line, end); err == nil || !strings.Contains(err.Error(), "use .png") {
			t.Errorf("%q: %v", end, err)
		}
	}
}
