package data

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
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

// ReadCSV reads the layout of the Kaggle copy, plain or gzip-compressed: a header
// line, then the label and 784 pixels per line. Empty cells and pandas' other marks
// of a missing value are read as 0 and listed in Set.Missing; a missing label, a
// number that is not whole or not 0 … 255, and a wrong number of columns are errors
// that name line and column. Blank lines are skipped, as pandas does.
func ReadCSV(r io.Reader) (Set, error) {
	plain, err := gunzip(r)
	if err != nil {
		return Set{}, err
	}
	lines := csvLines{reader: bufio.NewReaderSize(plain, 1<<16)}
	if err := readCSVHeader(&lines); err != nil {
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
		label, missing, err := parseCSVRow(line, row)
		if err != nil {
			return Set{}, fmt.Errorf("line %d%w", lines.number, err)
		}
		for _, p := range missing {
			s.Missing = append(s.Missing, len(s.Images)+p)
		}
		s.Images, s.Labels = append(s.Images, row...), append(s.Labels, label)
	}
	if s.Len() == 0 {
		return Set{}, errors.New("the CSV file has a header but no rows")
	}
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
			return nil, fmt.Errorf("line %d is longer than %d bytes, so this is no CSV file of images", l.number, l.reader.Size())
		}
		if err != nil && err != io.EOF {
			return nil, truncated(err, fmt.Sprintf("the file ends within its compressed data, in line %d", l.number))
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 || err != nil {
			if len(line) == 0 {
				return nil, io.EOF
			}
			return line, nil
		}
	}
}

// readCSVHeader makes sure that the first line names 785 columns, label first.
func readCSVHeader(lines *csvLines) error {
	line, err := lines.next()
	if err == io.EOF {
		return errors.New("the CSV file is empty")
	}
	if err != nil {
		return err
	}
	names := strings.Split(string(bytes.TrimPrefix(line, []byte("\ufeff"))), ",") // Excel puts a byte order mark first
	if first := strings.Trim(names[0], `" `); !strings.EqualFold(first, "label") {
		return fmt.Errorf("line 1 begins with %q instead of the column name label: the header must be label,pixel1,…,pixel%d", abbreviate(first), Pixels)
	}
	if len(names) != csvColumns {
		return fmt.Errorf("line 1 names %d columns instead of %d (label and %d pixels)", len(names), csvColumns, Pixels)
	}
	return nil
}

// parseCSVRow reads one line into the 784 pixels. Errors are to be put behind the
// words "line N".
func parseCSVRow(line []byte, pixels []uint8) (label uint8, missing []int, err error) {
	if n := bytes.Count(line, []byte{','}) + 1; n != csvColumns {
		return 0, nil, fmt.Errorf(" has %d columns instead of %d", n, csvColumns)
	}
	for col := -1; col < Pixels; col++ {
		field := line
		if comma := bytes.IndexByte(line, ','); comma >= 0 {
			field, line = line[:comma], line[comma+1:]
		}
		value, absent, ok := parseCell(field)
		switch {
		case col >= 0 && absent:
			missing = append(missing, col)
			pixels[col] = 0
		case col >= 0 && ok:
			pixels[col] = value
		case col >= 0:
			return 0, nil, fmt.Errorf(", column pixel%d: %q is not a whole number from 0 to 255", col+1, abbreviate(string(field)))
		case !ok || value >= Classes:
			return 0, nil, fmt.Errorf(", column label: %q is not a label from 0 to %d", abbreviate(string(field)), Classes-1)
		default:
			label = value
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
	sum := 0
	for _, c := range field {
		if c < '0' || c > '9' || sum > 255 {
			sum = -1
			break
		}
		sum = 10*sum + int(c-'0')
	}
	if len(field) > 0 && sum >= 0 && sum <= 255 {
		return uint8(sum), false, true
	}
	text := strings.Trim(string(field), "\" \t")
	if slices.Contains(missingMarks, text) {
		return 0, true, false
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !(number >= 0 && number <= 255) || number != float64(uint8(number)) {
		return 0, false, false
	}
	return uint8(number), false, true
}

// abbreviate keeps messages readable when the file is something else altogether.
func abbreviate(text string) string {
	const limit = 20
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// WriteCSV writes the set in the layout that ReadCSV reads; missing values become
// empty cells.
func WriteCSV(w io.Writer, s Set) error {
	if err := s.Check(); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(strings.Join(Columns(), ",") + "\n")
	var line []byte
	missing := s.Missing
	for i := range s.Len() {
		line = strconv.AppendUint(line[:0], uint64(s.Labels[i]), 10)
		for p, value := range s.Image(i) {
			line = append(line, ',')
			if len(missing) > 0 && missing[0] == i*Pixels+p {
				missing = missing[1:]
				continue
			}
			line = strconv.AppendUint(line, uint64(value), 10)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing row %d of the CSV file: %w", i+1, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the end of the CSV file: %w", err)
	}
	return nil
}
