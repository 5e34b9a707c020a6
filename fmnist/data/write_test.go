package data

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// writeCSV writes the set in the layout that ReadCSV reads; missing values become empty cells.
func writeCSV(w io.Writer, s Set) error {
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

// writeIDX writes values with the given dimensions as a plain IDX file of unsigned bytes; it is an error when their
// counts disagree.
func writeIDX(w io.Writer, dims []int, values []uint8) error {
	size := 1
	header := []byte{0, 0, idxByte, byte(len(dims))}
	for _, n := range dims {
		if n < 0 || n > math.MaxUint32 {
			return fmt.Errorf("an IDX file cannot have the dimension %d", n)
		}
		header = binary.BigEndian.AppendUint32(header, uint32(n))
		size *= n
	}
	if len(dims) == 0 || len(dims) > 255 || size != len(values) {
		return fmt.Errorf("an IDX file of dimensions %v cannot hold %d values", dims, len(values))
	}
	if _, err := w.Write(header); err != nil {
		return fmt.Errorf("writing the IDX header: %w", err)
	}
	if _, err := w.Write(values); err != nil {
		return fmt.Errorf("writing %d IDX values: %w", len(values), err)
	}
	return nil
}
