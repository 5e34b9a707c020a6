package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvColumns is the label and the pixels.
const csvColumns = 1 + Pixels

// Columns are the 785 column names of the CSV layout: label, pixel1 … pixel784.
func Columns() []string {
	names := make([]string, csvColumns)
	names[0] = "label"
	for i := 1; i < csvColumns; i++ {
		names[i] = "pixel" + strconv.Itoa(i)
	}
	return names
}

// Slots of columns that hold no pixel.
const (
	labelSlot = -1
	indexSlot = -2
)

// csvHeader is what the first line says.
type csvHeader struct {
	separator []byte // one byte
	names     []string
	slots     []int // by column: the pixel from 0, labelSlot or indexSlot
}

// readCSVHeader reads the first line and finds out what each column is.
func readCSVHeader(lines *csvLines) (csvHeader, error) {
	line, err := lines.next()
	if err == io.EOF {
		return csvHeader{}, errors.New("the CSV file is empty")
	}
	if err != nil {
		return csvHeader{}, err
	}
	line = bytes.TrimPrefix(line, []byte("\ufeff")) // Excel puts a byte order mark first
	h := csvHeader{separator: separator(line)}
	for name := range strings.SplitSeq(string(line), string(h.separator)) {
		h.names = append(h.names, strings.Trim(name, "\"' "))
	}
	return h, h.assign()
}

// separator is the one of comma, semicolon (in countries with a decimal comma) and tab that occurs most.
func separator(line []byte) []byte {
	best := []byte{','}
	for _, s := range [][]byte{{';'}, {'\t'}} {
		if bytes.Count(line, s) > bytes.Count(line, best) {
			best = s
		}
	}
	return best
}

// assign fills in the slots. Numbered pixels begin at 0 or at 1; which of the two is clear when all are known.
func (h *csvHeader) assign() error {
	labels, pixels := 0, 0
	lowest := Pixels
	for _, name := range h.names {
		slot, ok := slotOf(name)
		switch {
		case !ok && len(h.slots) > 0:
			return fmt.Errorf("line 1 names the column %q, which is neither the label nor a pixel nor an index: remove it",
				abbreviate(name))
		case !ok:
			return h.none()
		case slot == labelSlot:
			labels++
		case slot >= 0:
			pixels++
			lowest = min(lowest, slot)
		}
		h.slots = append(h.slots, slot)
	}
	if labels == 0 {
		return h.none()
	}
	if labels > 1 {
		return fmt.Errorf("line 1 names %d columns label instead of one", labels)
	}
	if pixels != Pixels {
		return fmt.Errorf("line 1 names %d columns of pixels instead of %d (images of %d×%d)", pixels, Pixels,
			Side, Side)
	}
	return h.number(lowest)
}

// none is the error when there is no column of labels, as in a file without a header.
func (h *csvHeader) none() error {
	return fmt.Errorf("line 1 begins with %q and names no column label: the header must be label,pixel1,…,pixel%d, in any order",
		abbreviate(h.names[0]), Pixels)
}

// number makes the pixels' numbers begin at 0 and refuses those that are not all different.
func (h *csvHeader) number(lowest int) error {
	seen := map[int]bool{}
	for col, slot := range h.slots {
		if slot < 0 {
			continue
		}
		slot -= lowest
		if seen[slot] || slot >= Pixels {
			return fmt.Errorf("line 1 names the column %q twice or out of range: the pixels are pixel1 to pixel%d",
				abbreviate(h.names[col]), Pixels)
		}
		seen[slot] = true
		h.slots[col] = slot
	}
	return nil
}

// slotOf reads a column's name: pixels by their number as it stands there, 1x1 as 1.
func slotOf(name string) (slot int, ok bool) {
	name = strings.ToLower(name)
	switch name {
	case "label", "labels", "class", "target":
		return labelSlot, true
	case "", "index", "id", "unnamed: 0": // pandas' index, as it is written and as it is named after reading
		return indexSlot, true
	}
	if row, column, ok := strings.Cut(name, "x"); ok && row != "pi" {
		r, okR := smallNumber(row)
		c, okC := smallNumber(column)
		return Side*r + c - Side, okR && okC && r >= 1 && r <= Side && c >= 1 && c <= Side
	}
	return smallNumber(strings.TrimLeft(strings.TrimPrefix(name, "pixel"), "_ "))
}

// smallNumber reads one to three digits.
func smallNumber(text string) (int, bool) {
	if len(text) == 0 || len(text) > 3 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
