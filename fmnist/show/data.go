package show

import (
	"fmt"
	"strconv"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Data is the training set, or a part of it, with its pictures and tables.
type Data struct{ study.Look }

// Sample is a random part of the training images, the same for the same seed.
func (l Data) Sample(n int, seed uint64) Data { return Data{l.Look.Sample(n, seed)} }

// First are the first n training images.
func (l Data) First(n int) Data { return Data{l.Look.First(n)} }

// Summary is the table that both reports print first.
func (l Data) Summary() (chart.Chart, error) {
	s, err := l.Study().Data.Summary()
	if err != nil {
		return nil, err
	}
	shape := func(d [3]int) string { return fmt.Sprintf("%d × %d × %d", d[0], d[1], d[2]) }
	return note(l.Study(), chart.Table{Title: "Fashion-MNIST", Header: []string{"", ""}, Align: "lr", Rows: [][]string{
		{"classes", strconv.Itoa(len(s.Classes))},
		{"training images", shape(s.TrainShape)},
		{"test images", shape(s.TestShape)},
		{"pixel values", fmt.Sprintf("%d … %d", s.Min, s.Max)},
		{"mean of training pixels / 255", fmt.Sprintf("%.5f", s.Mean)},
		{"standard deviation", fmt.Sprintf("%.5f", s.Std)},
		{"source", text.Path(s.Source)},
	}}), nil
}

// Head is the first rows in the CSV form of report 2: label, pixel1 … pixel784, the middle columns left out.
func (l Data) Head(n int) chart.Chart {
	const ends = 4 // columns shown at either end, as pandas does at this width
	columns := data.Columns()
	cut := func(cells []string) []string {
		out := append([]string(nil), cells[:1+ends]...)
		return append(append(out, "…"), cells[len(cells)-ends:]...)
	}
	t := chart.Table{Title: fmt.Sprintf("The first rows of %d × %d", l.Set().Len(), len(columns)),
		Header: append([]string{""}, cut(columns)...)}
	for i, row := range l.Set().Head(n) {
		cells := make([]string, len(row))
		for k, v := range row {
			cells[k] = strconv.Itoa(int(v))
		}
		t.Rows = append(t.Rows, append([]string{strconv.Itoa(i)}, cut(cells)...))
	}
	return note(l.Study(), t)
}

// Gallery shows the first rows×columns images with their class names.
func (l Data) Gallery(rows, columns int) chart.Chart {
	shown := l.Set().Take(max(rows, 0) * max(columns, 0))
	g := chart.Images{Title: fmt.Sprintf("The first %d training images", shown.Len()), Side: data.Side,
		Columns: columns, Pixels: shown.Images}
	for _, label := range shown.Labels {
		g.Titles = append(g.Titles, l.Set().ClassNames()[label])
	}
	return note(l.Study(), g)
}

// ByClass shows the first images of every class, one row per class.
func (l Data) ByClass(columns int) chart.Chart {
	var of [data.Classes][]int
	for i, label := range l.Set().Labels {
		if len(of[label]) < columns {
			of[label] = append(of[label], i)
		}
	}
	g := chart.Images{Title: "The classes", Side: data.Side, Columns: max(columns, 1)}
	for class, samples := range of {
		g.Rows = append(g.Rows, l.Set().ClassNames()[class])
		for i := range g.Columns {
			if i < len(samples) {
				g.Pixels = append(g.Pixels, l.Set().Image(samples[i])...)
			} else {
				g.Pixels = append(g.Pixels, make([]uint8, data.Pixels)...)
			}
		}
	}
	return note(l.Study(), g)
}

// Balance counts the training images of every class.
func (l Data) Balance() chart.Chart {
	counts := l.Set().Counts()
	values := make([]float64, len(counts))
	for i, n := range counts {
		values[i] = float64(n)
	}
	b := chart.Bar("Training images per class", l.Set().ClassNames(), values)
	b.Horizontal, b.Y, b.X = true, "images", "class"
	return note(l.Study(), b)
}

// Audit is the check for missing values, duplicates and constant pixels in both sets.
func (l Data) Audit() chart.Chart {
	a := l.Study().Data.Audit()
	t := chart.Table{Title: "Audit", Header: []string{"", "training", "test"}, Align: "lrr"}
	row := func(name string, of func(data.SetAudit) int) {
		t.Rows = append(t.Rows, []string{name, strconv.Itoa(of(a.Train)), strconv.Itoa(of(a.Test))})
	}
	row("images", func(s data.SetAudit) int { return s.Samples })
	row("missing values", func(s data.SetAudit) int { return s.Missing })
	row("duplicated rows, label included (pandas)", func(s data.SetAudit) int { return s.Rows.Extra })
	row("groups of equal images (NumPy)", func(s data.SetAudit) int { return s.Images.Groups })
	row("images that repeat an earlier one", func(s data.SetAudit) int { return s.Images.Extra })
	row("constant pixels", func(s data.SetAudit) int { return len(s.Constant) })
	t.Rows = append(t.Rows, []string{"test images that are in the training set", "", strconv.Itoa(a.Across.Images)})
	return note(l.Study(), t)
}

// Steps shows what becomes of one image on its way into the networks: as it is, padded to 32×32 (report 2), enlarged to
// 32×32 (report 1), and as three equal colour channels for the pretrained networks.
func (l Data) Steps(image int) (chart.Chart, error) {
	if image < 0 || image >= l.Set().Len() {
		return nil, fmt.Errorf("image %d does not exist; there are images 0 to %d", image, l.Set().Len()-1)
	}
	pixels := l.Set().Image(image)
	padded, err := data.Pad32(pixels)
	if err != nil {
		return nil, err
	}
	enlarged, err := data.Resize32(data.Normalize(pixels))
	if err != nil {
		return nil, err
	}
	one := func(title string, side int, rgb bool, pixels []byte) chart.Images {
		return chart.Images{Side: side, RGB: rgb, Pixels: pixels, Titles: []string{title}, Scale: 6}
	}
	large := chart.Gray(enlarged, len(enlarged))
	row := chart.Side(one("28×28", data.Side, false, pixels), one("padded, 32×32", data.Wide, false, padded),
		one("enlarged, 32×32", data.Wide, false, large), one("three channels", data.Wide, true, data.GrayToRGB(large)))
	row.Title = fmt.Sprintf("Image %d, %s: pixels 0 … 255 become 0 … 1 by division by 255", image,
		l.Set().ClassNames()[l.Set().Labels[image]])
	return note(l.Study(), row), nil
}

// OneHot shows the first n labels as report 2 encodes them.
func (l Data) OneHot(n int) (chart.Chart, error) {
	labels := l.Set().Take(n).Labels
	codes, err := data.OneHot(labels)
	if err != nil {
		return nil, err
	}
	t := chart.Table{Title: "One-hot labels", Header: append([]string{"label"}, l.Set().ClassNames()...)}
	for i, label := range labels {
		row := []string{strconv.Itoa(int(label))}
		for _, v := range codes[i*data.Classes : (i+1)*data.Classes] {
			row = append(row, strconv.Itoa(int(v)))
		}
		t.Rows = append(t.Rows, row)
	}
	return note(l.Study(), t), nil
}
