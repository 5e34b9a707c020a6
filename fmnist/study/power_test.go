package study

import (
	"strings"
	"testing"
)

func TestSeedsNeeded(t *testing.T) {
	line := func(name string, mean, sd float64) RecipeLine {
		return RecipeLine{Recipe: name, Seeds: 5, Mean: mean, SD: sd}
	}
	c := &Recipes{Lines: []RecipeLine{line("plain", 0.8817, 0.0047), line("dropout", 0.8831, 0.0047),
		line("twin", 0.8817, 0.001), line("hair", 0.88170001, 0.0047)}}
	want := []string{
		"plain and dropout are 0.0014 apart, with standard deviations of 0.0047 and 0.0047 over 5 and 5 seeds: to tell them apart takes 178 seeds of each",
		"equal means", "a million seeds"}
	got := strings.Split(c.SeedsNeeded(), "\n")
	if len(got) != len(want) {
		t.Fatal(got)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("%q does not say %q", got[i], want[i])
		}
	}
}
