package data

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// ReadCSV reads tables of the Kaggle copy's kind, plain or gzip-compressed: a header line, then a label and 784 pixels
// per line, separated by commas, semicolons or tabs. The header's names say which column is what, in any order: the
// label; the pixels, row by row, as pixel1 … pixel784, pixel0 … pixel783 or 1x1 … 28x28; an index, which is skipped.
// Empty cells and pandas' other marks of a missing value are read as 0 and listed in Set.Missing; a missing label, a
// number that is not whole or not 0 … 255, and a wrong number of columns are errors that name line and column. Blank
// lines are skipped, as pandas does.
func ReadCSV(r io.Reader) (Set, error) {
	plain, err := gunzip(r)
	if err != nil {
		return Set{}, err
	}
	lines := csvLines{reader: bufio.NewReaderSize(plain, 1<<16)}
	header, err := readCSVHeader(&lines)
	if err != nil {
		return Set{}, err
	}
	var s Set
	row := make([]uint8, Pixels)
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Set{}, err
		}
		label, missing, err := header.parse(line, row)
		if err != nil {
			return Set{}, fmt.Errorf("line %d%w", lines.number, err)
		}
		for _, p := range missing {
			s.Missing = append(s.Missing, len(s.Images)+p)
		}
		s.Images, s.Labels = append(s.Images, row...), append(s.Labels, label)
		if n := s.Len(); n&(n-1) == 0 { // the list is about to double
			if err := fits(2 * n); err != nil {
				return Set{}, err
			}
		}
	}
	if s.Len() == 0 {
		return Set{}, errors.New("the CSV file has a header but no rows")
	}
	slices.Sort(s.Missing) // columns may stand in any order
	return s, nil
}

// csvLines gives the lines that are not blank and counts all.
type csvLines struct {
	reader *bufio.Reader
	number int
}

// next is the next line without its ending, valid until the next call.
func (l *csvLines) next() ([]byte, error) {
	for {
		line, err := l.reader.ReadSlice('\n')
		l.number++
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, fmt.Errorf("line %d is longer than %d bytes, so this is not a CSV file of images", l.number,
				l.reader.Size())
		}
		if err != nil && err != io.EOF {
			return nil, truncated(err, fmt.Sprintf("the file ends within its compressed data, in line %d", l.number))
		}
		line = bytes.TrimRight(line, "\r\n")
		if blank := len(bytes.TrimSpace(line)) == 0; !blank {
			return line, nil
		}
		if err != nil {
			return nil, io.EOF
		}
	}
}

// parse reads one line into the 784 pixels. Errors are to be put behind the
// words "line N".
func (h csvHeader) parse(line []byte, pixels []uint8) (label uint8, missing []int, err error) {
	if n := bytes.Count(line, h.separator) + 1; n != len(h.slots) {
		return 0, nil, fmt.Errorf(" has %d columns instead of %d", n, len(h.slots))
	}
	for col, slot := range h.slots {
		field := line
		if end := bytes.IndexByte(line, h.separator[0]); end >= 0 {
			field, line = line[:end], line[end+1:]
		}
		if slot == indexSlot {
			continue
		}
		value, absent, ok := parseCell(field)
		switch {
		case slot == labelSlot && (!ok || value >= Classes):
			return 0, nil, fmt.Errorf(", column %s: %q is not a label from 0 to %d", h.names[col],
				abbreviate(string(field)), Classes-1)
		case slot == labelSlot:
			label = value
		case absent:
			missing = append(missing, slot)
			pixels[slot] = 0
		case ok:
			pixels[slot] = value
		default:
			return 0, nil, fmt.Errorf(", column %s: %q is not a whole number from 0 to 255", h.names[col],
				abbreviate(string(field)))
		}
	}
	return label, missing, nil
}

// missingMarks are what pandas.read_csv takes for a missing value by default.
var missingMarks = []string{
	"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
	"<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
}

// parseCell reads a number 0 … 255. Nearly all cells are one to three digits; the
// rest may be quoted, padded, written as 12.0 (pandas does so in columns that have a
// missing value) or missing.
func parseCell(field []byte) (value uint8, missing, ok bool) {
	if value, ok := parseDigits(field); ok {
		return value, false, true
	}
	text := bytes.Trim(field, "\" \t")
	if slices.Contains(missingMarks, string(text)) {
		return 0, true, false
	}
	if whole, zeros, ok := bytes.Cut(text, []byte{'.'}); ok && len(bytes.Trim(zeros, "0")) == 0 {
		text = whole
	}
	value, ok = parseDigits(text)
	return value, false, ok
}

// parseDigits reads decimal digits alone: neither signs nor Go's 1_0 or 0x1p4.
func parseDigits(text []byte) (value uint8, ok bool) {
	sum := 0
	for _, c := range text {
		if c < '0' || c > '9' || sum > 255 {
			return 0, false
		}
		sum = 10*sum + int(c-'0')
	}
	return uint8(sum), len(text) > 0 && sum <= 255
}
