package notebooks

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// numeral finds numbers in prose; names such as VGG16, LeNet-5 and 5×5 are taken out before.
var numeral = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)

// noFigures are words with digits that state nothing measured: code, formulas, links, names, sizes, dates, list
// numbers.
var noFigures = regexp.MustCompile("(?s)```.*?```|`[^`]*`|\\$[^$]*\\$|\\]\\([^)]*\\)|https?://\\S+" +
	`|[\pL_]+[-\pL]*\d[\w.]*|\b[\pL]+-\d+\b|[Rr]eport \d('s)?|\d+ ?× ?\d+( ?× ?\d+)?|\b(18|19|20)\d\d\b|(?m:^\d+\. )|\d+ (January|February|March|April|May|June|July|August|September|October|November|December)`)

// smallest is the first number that has to be shown: smaller whole numbers count things in a sentence.
const smallest = 13

// CheckProse joins the numbers of a notebook's prose that no output of it shows, no report states, and whose paragraph
// names no file. A number is shown when it stands in an output's text, or in the source of a cell, where a plan sets
// it.
func (n *Notebook) CheckProse() error {
	rows, err := Coverage()
	if err != nil {
		return err
	}
	var known strings.Builder
	for _, c := range n.Code() {
		known.WriteString(c.Source + "\n" + c.Text())
	}
	for _, r := range rows {
		known.WriteString(r.Row + "\n" + r.Reported + "\n")
	}
	shown := map[string]bool{}
	for _, number := range numeral.FindAllString(known.String(), -1) {
		shown[plainNumber(number)] = true
	}
	var errs []error
	for _, c := range n.Cells {
		if c.Type != "markdown" {
			continue
		}
		for _, paragraph := range strings.Split(c.Source, "\n\n") {
			errs = append(errs, unshown(paragraph, shown)...)
		}
	}
	return errors.Join(errs...)
}

// unshown are the numbers of a paragraph that are not shown; a paragraph that names its file answers for itself.
func unshown(paragraph string, shown map[string]bool) (errs []error) {
	if namesFile.MatchString(paragraph) {
		return nil
	}
	for _, number := range numeral.FindAllString(noFigures.ReplaceAllString(paragraph, " "), -1) {
		plain := plainNumber(number)
		if shown[plain] || !strings.Contains(plain, ".") && small(plain) {
			continue
		}
		errs = append(errs, fmt.Errorf("the prose says %s, which no output shows: %.60q", number, paragraph))
	}
	return errs
}

// namesFile finds the name of a file of the repository.
var namesFile = regexp.MustCompile("`[\\w/.-]+\\.(md|go|tsv|json|txt)`")

// plainNumber is a number without the commas between thousands and without one at its end.
func plainNumber(text string) string { return strings.ReplaceAll(text, ",", "") }

// small reports whether a whole number is one that sentences count with.
func small(digits string) bool {
	var value int
	_, err := fmt.Sscan(digits, &value)
	return err == nil && value < smallest
}
