package nets

import (
	"fmt"
	"strconv"
	"strings"
)

// Row is one line of a Summary.
type Row struct {
	Name        string `json:"name"`  // Keras' layer name: "conv2d_1"
	Type        string `json:"type"`  // Keras' class: "Conv2D"
	Shape       []int  `json:"shape"` // output of one image: [height, width, channels] or [length]
	Params      int    `json:"params"`
	Connections int    `json:"connections"` // multiplications and bias additions for one image (report 2's column)
	shape       Shape
}

// Summary is Keras' model.summary() as a value: it prints as the table that both reports quote, and marshals to JSON.
type Summary struct {
	Name         string `json:"name"`
	Layers       []Row  `json:"layers"`
	Total        int    `json:"total_params"`
	Trainable    int    `json:"trainable_params"`
	NonTrainable int    `json:"non_trainable_params"`
	// WithConnections adds report 2's column to the printed table.
	WithConnections bool `json:"-"`
	mistake         string
}

// Connections is the summary with report 2's column of connections.
func (s Summary) Connections() Summary { s.WithConnections = true; return s }

// Summary is the table for showing; a network that does not fit prints its mistake. (Tour, "A network is a value".)
func (n Net) Summary() Summary {
	s, err := Summarize(n)
	if err != nil {
		s.mistake = err.Error()
	}
	return s
}

// Summarize counts the parameters of every layer. Activations are part of the layer before them, as in Keras' tables.
func Summarize(n Net) (Summary, error) {
	s := Summary{Name: n.Name}
	layers, err := Place(n)
	if err != nil {
		return s, err
	}
	for i, l := range layers {
		if l.activation() && i > 0 && layers[i-1].Kind != KindFlatten {
			continue
		}
		row := Row{Name: l.Name, Type: kerasNames[l.Kind][1], Shape: l.Out.dims(), shape: l.Out,
			Connections: l.connections()}
		for _, p := range l.parameters() {
			row.Params += p.Size()
			if p.Fixed {
				s.NonTrainable += p.Size()
			} else {
				s.Trainable += p.Size()
			}
		}
		s.Layers = append(s.Layers, row)
	}
	s.Total = s.Trainable + s.NonTrainable
	return s, nil
}

// Frozen is the summary with a frozen network in front, counted as one line.
func (s Summary) Frozen(rows []Row, params int) Summary {
	s.Layers = append(append([]Row(nil), rows...), s.Layers...)
	s.Total += params
	s.NonTrainable += params
	return s
}

func (s Shape) dims() []int {
	if s.vector() {
		return []int{s.Channels}
	}
	return []int{s.Height, s.Width, s.Channels}
}

// connections counts as report 2 does: every weight once for each place where it is applied, biases included.
func (l Placed) connections() int {
	places := max(l.Out.Height, 1) * max(l.Out.Width, 1)
	switch l.Kind {
	case KindConv, KindSparseConv, KindDense, KindRBF:
		total := 0
		for _, p := range l.parameters() {
			total += p.Size()
		}
		return total * places
	case KindSubSample:
		return (l.Window*l.Window + 1) * l.Out.Channels * places
	}
	return 0
}

// Keras 2 prints sequential models 65 characters wide with columns that end at 29, 55 and 65 (facts: keras-sklearn §3).
var kerasColumns = []int{29, 55, 65}

// String prints the table.
func (s Summary) String() string {
	if s.mistake != "" {
		return s.mistake
	}
	columns, header := kerasColumns, []string{"Layer (type)", "Output Shape", "Param #"}
	if s.WithConnections {
		columns, header = append(append([]int(nil), columns...), 80), append(header, "Connections")
	}
	width := columns[len(columns)-1]
	var b strings.Builder
	fmt.Fprintf(&b, "Model: %q\n%s\n", s.Name, strings.Repeat("_", width))
	printRow(&b, header, columns)
	b.WriteString(strings.Repeat("=", width) + "\n")
	for i, row := range s.Layers {
		if i > 0 {
			b.WriteString("\n")
		}
		fields := []string{fmt.Sprintf("%s (%s)", row.Name, row.Type), row.output(), strconv.Itoa(row.Params)}
		if s.WithConnections {
			fields = append(fields, strconv.Itoa(row.Connections))
		}
		printRow(&b, fields, columns)
	}
	b.WriteString(strings.Repeat("=", width) + "\n")
	for _, total := range []struct {
		name  string
		count int
	}{{"Total", s.Total}, {"Trainable", s.Trainable}, {"Non-trainable", s.NonTrainable}} {
		fmt.Fprintf(&b, "%s params: %s (%s)\n", total.name, thousands(total.count), kerasSize(4*total.count))
	}
	b.WriteString(strings.Repeat("_", width) + "\n")
	return b.String()
}

func (r Row) output() string {
	if r.shape != (Shape{}) {
		return r.shape.String()
	}
	parts := []string{"None"}
	for _, d := range r.Shape {
		parts = append(parts, strconv.Itoa(d))
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// printRow writes one row; text that is too long for its column goes on in the next line, as Keras does.
func printRow(b *strings.Builder, fields []string, columns []int) {
	rest := append([]string(nil), fields...)
	for strings.Join(rest, "") != "" {
		line, start := "", 0
		for i, end := range columns {
			room := end - start
			if i < len(columns)-1 {
				room -= 2 // Keras keeps two blanks between columns
			}
			if i == 0 {
				line, room = " ", room-1
			}
			take := min(room, len(rest[i]))
			line += rest[i][:take]
			rest[i] = rest[i][take:]
			line += strings.Repeat(" ", max(end-len(line), 0))
			start = end
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// kerasSize prints bytes as Keras 2.13 does: steps of 1024, two decimals, "Byte" below 1024.
func kerasSize(bytes int) string {
	size := float64(bytes)
	for _, unit := range []string{"Byte", "KB", "MB", "GB"} {
		if size < 1024 {
			return fmt.Sprintf("%.2f %s", size, unit)
		}
		size /= 1024
	}
	return fmt.Sprintf("%.2f TB", size)
}
