package data

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

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
