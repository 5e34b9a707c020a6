package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// csvRow is a line with the label and zeros, and cells replaced by column.
func csvRow(label string, cells map[int]string) string {
	row := make([]string, csvColumns)
	for i := range row {
		row[i] = "0"
	}
	row[0] = label
	for col, cell := range cells {
		row[col] = cell
	}
	return strings.Join(row, ",")
}

func TestCSVRoundTrip(t *testing.T) {
	s := numbered(12)
	s.Missing = []int{4, 5*Pixels + 783}
	s.Images[4], s.Images[5*Pixels+783] = 0, 0
	var file bytes.Buffer
	if err := writeCSV(&file, s); err != nil {
		t.Fatal(err)
	}
	windows := strings.ReplaceAll("\ufeff"+file.String(), "\n", "\r\n") + "\r\n\r\n"
	noEnd := strings.TrimSuffix(file.String(), "\n")
	for _, text := range []string{file.String(), windows, noEnd, string(gzipped(t, file.Bytes()))} {
		got, err := ReadCSV(strings.NewReader(text))
		if err != nil || !slices.Equal(got.Images, s.Images) || !slices.Equal(got.Labels, s.Labels) ||
			!slices.Equal(got.Missing, s.Missing) {
			t.Errorf("read back %d rows, missing %v (%v)", got.Len(), got.Missing, err)
		}
	}
}

// TestCSVColumns writes one set in the ways in which people have it.
func TestCSVColumns(t *testing.T) {
	s := numbered(3)
	for name, layout := range map[string]struct {
		label, pixel, separator string
		from                    int
		last, index, turned     bool
	}{
		"as Kaggle":       {"label", "pixel%d", ",", 1, false, false, false},
		"from 0":          {"label", "pixel%d", ",", 0, false, false, false},
		"bare numbers":    {"class", "%d", ",", 0, false, false, false},
		"semicolons":      {"Label", "pixel%d", ";", 1, false, false, false},
		"tabs":            {"label", "pixel_%d", "\t", 1, false, false, false},
		"label last":      {"label", "pixel%d", ",", 1, true, false, false},
		"an index":        {"label", "pixel%d", ",", 1, false, true, false},
		"backwards":       {"label", "pixel%d", ",", 1, true, true, true},
		"rows by columns": {"label", "", ",", 1, false, false, false},
	} {
		row := func(cell func(p int) string, label, index string) string {
			var cells []string
			for p := range Pixels {
				cells = append(cells, cell(p))
			}
			if layout.turned {
				slices.Reverse(cells)
			}
			if cells = append([]string{label}, cells...); layout.last {
				cells = append(cells[1:], label)
			}
			if layout.index {
				cells = append([]string{index}, cells...)
			}
			return strings.Join(cells, layout.separator) + "\n"
		}
		text := row(func(p int) string {
			if layout.pixel == "" {
				return fmt.Sprintf("%dx%d", p/Side+1, p%Side+1)
			}
			return fmt.Sprintf(layout.pixel, p+layout.from)
		}, layout.label, "")
		for i := range s.Len() {
			text += row(func(p int) string { return fmt.Sprint(s.Image(i)[p]) }, fmt.Sprint(s.Labels[i]), fmt.Sprint(i))
		}
		got, err := ReadCSV(strings.NewReader(text + "\n  \n\r\n"))
		if err != nil || got.Fingerprint() != s.Fingerprint() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCSVCells(t *testing.T) {
	header := strings.Join(Columns(), ",")
	s, err := ReadCSV(strings.NewReader(`"` + strings.ReplaceAll(header, ",", `","`) + "\"\n" +
		csvRow("3.0", map[int]string{1: "255", 2: "12.0", 3: " 7", 4: `"9"`, 5: "NaN", 6: "007", 784: ""})))
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint8{255, 12, 7, 9, 0, 7}; s.Labels[0] != 3 || !slices.Equal(s.Images[:6], want) ||
		!slices.Equal(s.Missing, []int{4, 783}) {
		t.Errorf("label %d, pixels %v, missing %v", s.Labels[0], s.Images[:6], s.Missing)
	}
}

func TestCSVDefects(t *testing.T) {
	header := strings.Join(Columns(), ",") + "\n"
	good := csvRow("1", nil) + "\n"
	for text, want := range map[string]string{
		"":                "the CSV file is empty",
		"\n\n":            "the CSV file is empty",
		header:            "the CSV file has a header but no rows",
		good:              `line 1 begins with "1" and names no column label`,
		"label,pixel1\n":  "line 1 names 1 columns of pixels instead of 784",
		"," + header:      "the CSV file has a header but no rows", // pandas' index column
		"x," + header:     `line 1 begins with "x" and names no column label`,
		"label," + header: "line 1 names 2 columns label",
		strings.Replace(header, "pixel9,", "pixel8,", 1): `names the column "pixel8" twice`,
		strings.Replace(header, "pixel784", "pixel785",
			1): `names the column "pixel785" twice or out of range`,
		strings.Replace(header, "pixel9,", "colour,",
			1): `line 1 names the column "colour", which is neither`,
		header + csvRow("1", map[int]string{3: "1_0"}):                  `line 2, column pixel3: "1_0"`,
		header + csvRow("1", map[int]string{3: "0x1p4"}):                `line 2, column pixel3: "0x1p4"`,
		header + csvRow("1", map[int]string{3: "+7"}):                   `line 2, column pixel3: "+7"`,
		header + csvRow("1", map[int]string{3: "7e0"}):                  `line 2, column pixel3: "7e0"`,
		header + good + "1,2,3\n":                                       "line 3 has 3 columns instead of 785",
		header + "\n" + good + "0\n":                                    "line 4 has 1 columns",
		header + csvRow("10", nil):                                      `line 2, column label: "10" is not a label from 0 to 9`,
		header + csvRow("", nil):                                        `line 2, column label: "" is not a label`,
		header + csvRow("shirt", nil):                                   `line 2, column label: "shirt"`,
		header + good + csvRow("1", map[int]string{5: "x"}):             `line 3, column pixel5: "x" is not a whole number from 0 to 255`,
		header + csvRow("1", map[int]string{784: "256"}):                `line 2, column pixel784: "256"`,
		header + csvRow("1", map[int]string{784: "-1"}):                 `line 2, column pixel784: "-1"`,
		header + csvRow("1", map[int]string{3: "0.5"}):                  `line 2, column pixel3: "0.5"`,
		header + csvRow("1", map[int]string{3: "1e99"}):                 `line 2, column pixel3: "1e99"`,
		header + csvRow("1", map[int]string{3: "99999999999999999999"}): `line 2, column pixel3: "99999999999999999999"`,
		header + csvRow("1", map[int]string{3: strings.Repeat("y",
			99)}): `"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…" is not`,
		header + strings.Repeat("1", 1<<17):          "line 2 is longer than 65536 bytes",
		"<!DOCTYPE html>\n<html>\n":                  `line 1 begins with "<!DOCTYPE html>" and names no`,
		string(gzipped(t, []byte(header+good)))[:60]: "the file ends within its compressed data",
		string(gzipped(t, []byte(header+strings.Repeat(good,
			400))))[:500] + "": "the file ends within its compressed data",
	} {
		_, err := ReadCSV(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q…: %v, want %q", text, err, want)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	header := strings.Join(Columns(), ",") + "\n"
	f.Add([]byte(header + csvRow("1", map[int]string{5: "12.0", 6: ""})))
	f.Add([]byte(header + csvRow("9", map[int]string{784: "255"}) + "\r\n\r\n"))
	f.Add([]byte(header + "1,2\n"))
	f.Add([]byte("label"))
	f.Add(gzipped(f, []byte(header)))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := ReadCSV(bytes.NewReader(file))
		if err != nil {
			return
		}
		if err := s.Check(); err != nil {
			t.Fatalf("a set that was read is inconsistent: %v", err)
		}
		var b bytes.Buffer
		if err := writeCSV(&b, s); err != nil {
			t.Fatal(err)
		}
		again, err := ReadCSV(&b)
		if err != nil || again.Fingerprint() != s.Fingerprint() || !slices.Equal(again.Missing, s.Missing) {
			t.Errorf("writing and reading changed the set (%v)", err)
		}
	})
}

func ExampleReadCSV() {
	_, err := ReadCSV(strings.NewReader(strings.Join(Columns(), ",") + "\n" + csvRow("4", map[int]string{17: "dark"})))
	fmt.Println(err)
	// Output: line 2, column pixel17: "dark" is not a whole number from 0 to 255
}
