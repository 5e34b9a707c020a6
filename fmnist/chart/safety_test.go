package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
)

// hostile returns values that careless code trips over.
func hostile() map[string]Chart {
	inf, nan := math.Inf(1), math.NaN()
	odd := Values{nan, inf, -inf, 0, 1e308, -1e308, 5e-324}
	return map[string]Chart{
		"zero line": Line{}, "zero bars": Bars{}, "zero heat": Heat{}, "zero scatter": Scatter{},
		"zero images": Images{},
		"zero table":  Table{}, "zero matrix": Matrix{}, "zero parallel": Parallel{}, "zero text": Text{},
		"zero row":       Row{},
		"zero captioned": Captioned{},
		"nil in row":     Row{Title: "t", Charts: []Chart{nil, Line{}, nil}, Columns: -3, Note: "n"},
		"all NaN":        Line{Series: []Series{{Y: Values{nan, nan}}}},
		"one point":      Line{Series: []Series{{Name: "a", Y: Values{0.3}}}},
		"constant":       Line{Series: []Series{{Name: "a", Y: Values{2, 2, 2}}}, LogX: true, LogY: true},
		"odd line": Line{Series: []Series{{Y: odd, Low: odd, High: odd}, {X: odd, Y: odd[:2]}},
			Marks: []Mark{{At: nan}, {At: inf}}},
		"odd log": Line{Series: []Series{{Y: odd}, {X: odd, Y: odd}}, LogX: true, LogY: true,
			YRange: [2]float64{nan, inf}},
		"negative log": Line{Series: []Series{{Y: Values{-1, -2}}}, LogY: true},
		"tiny": Line{Width: 1, Height: -5, Title: "a title longer than the picture is wide",
			Series: []Series{{Name: strings.Repeat("long ", 40), Y: Values{1, 2}}}},
		"odd bars": Bars{Sets: []BarSet{{Values: odd, Errors: odd}, {}, {Values: Values{1}}},
			Names: []string{"a\nb"}},
		"bars right":  Bars{Sets: []BarSet{{Values: odd}}, Horizontal: true},
		"zero values": Bars{Sets: []BarSet{{Values: Values{0, 0}}}},
		"odd heat":    Heat{Cols: 2, Values: odd, Diverging: true}, "NaN heat": Heat{Cols: 1, Values: Values{nan}},
		"short heat": Heat{Cols: 100, Values: Values{1, 2}},
		"odd scatter": Scatter{Xs: odd, Ys: Values{nan, 1, 2, 3, 4, 5, 6, 7}, Classes: []int{-4, 99, 1},
			Names: []string{"a"}, Equal: true},
		"same point": Scatter{Xs: Values{1, 1}, Ys: Values{1, 1}, Equal: true, Radius: 1e9},
		"half image": Images{Side: 28, Pixels: make([]byte, 28*28+5), Titles: []string{"a", "b", "c"},
			Rows: []string{"x", "y"}},
		"bad sides":    Images{Side: -1, Height: -2, Pixels: []byte{1}},
		"huge side":    Images{Side: 1 << 62, Height: 4, Pixels: []byte{1}},
		"ragged table": Table{Header: []string{"a"}, Rows: [][]string{{}, {"1", "2", "3"}, nil}, Align: "rlrlrlrl"},
		"ragged":       Matrix{Counts: [][]int{{1, 2, 3}, {}, {-5, 7}}, Names: []string{"a"}},
		"odd parallel": Parallel{Axes: []Axis{{Log: true}, {Names: []string{"x"}}, {}},
			Rows: []Values{odd, nil, {1}, {-1, 44, nan}}},
		"one axis": Parallel{Axes: []Axis{{Name: "a"}}, Rows: []Values{{1}, {2}}, Low: true},
		"controls": Text{Title: "a\x00\tb\nc", Body: "\x07\r\n\xff\tend", Note: "n\no"},
		"foreign":  Row{Charts: []Chart{foreign{}, broken{}, Captioned{Chart: foreign{}, Caption: "c"}}},
	}
}

// foreign is a chart of another package, broken one that cannot be drawn.
type foreign struct{}

func (foreign) PNG() ([]byte, error) { return Text{Body: "x"}.PNG() }
func (foreign) Text() string         { return "foreign" }

type broken struct{}

func (broken) PNG() ([]byte, error) { return nil, errors.New("broken") }
func (broken) Text() string         { return "broken" }

func TestHostileValues(t *testing.T) {
	for name, c := range hostile() {
		t.Run(name, func(t *testing.T) {
			b, err := c.PNG()
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			w, h := SizeOf(c)
			if r := img.Bounds(); r.Dx() > 2*(w+1) || r.Dy() > 2*(h+1) {
				t.Errorf("picture of %v for a size of %d×%d", r, w, h)
			}
			if s := c.Text(); s == "" && name != "zero captioned" || strings.HasSuffix(s, "\n") {
				t.Errorf("text %q", s)
			}
			checkForms(t, c)
		})
	}
}

// checkForms writes the chart in its other forms.
func checkForms(t *testing.T, c Chart) {
	t.Helper()
	if v, ok := c.(Vector); ok {
		b, err := v.SVG()
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(b)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("SVG is not well-formed: %v", err)
			}
		}
		if bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Inf")) {
			t.Error("SVG has coordinates that are no numbers")
		}
	}
	if p, ok := c.(Interactive); ok {
		if _, err := p.Plotly(); err != nil {
			t.Error(err)
		}
	}
	if s := WithNote(c, "synthetic data").Text(); !strings.Contains(s, "synthetic data") {
		t.Errorf("the note is not in the text %q", s)
	}
}

func TestEmptySaysNoData(t *testing.T) {
	for name, c := range hostile() {
		if strings.HasPrefix(name, "zero ") && name != "zero values" && name != "zero captioned" &&
			!strings.Contains(c.Text(), noData) {
			t.Errorf("%s: text %q does not say so", name, c.Text())
		}
	}
}

func TestTooLarge(t *testing.T) {
	for _, c := range []Chart{
		Images{Side: 28, Scale: 1000, Pixels: make([]byte, 784*100)},
		Table{Rows: make([][]string, 200000), Header: []string{"a"}},
	} {
		if _, err := c.PNG(); err == nil || !strings.Contains(err.Error(), "too large") {
			t.Errorf("%T: error %v", c, err)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for name, c := range samples() {
		b, err := Marshal(c)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		back, err := Unmarshal(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := Marshal(back)
		if err != nil || !bytes.Equal(b, again) || c.Text() != back.Text() {
			t.Errorf("%s changes in JSON (%v)", name, err)
		}
	}
	for name, bad := range map[string]string{"kind": `{"Kind":"pie","Chart":{}}`,
		"value": `{"Kind":"line","Chart":{"Series":[{"Y":["x"]}]}}`, "list": `[]`} {
		if _, err := Unmarshal([]byte(bad)); err == nil {
			t.Errorf("%s: no error for %s", name, bad)
		}
	}
	if _, err := Marshal(foreign{}); err == nil {
		t.Error("no error for a foreign chart")
	}
}

func TestValuesJSON(t *testing.T) {
	v := Values{1.5, math.NaN(), math.Inf(1), math.Inf(-1), 0}
	b, err := v.MarshalJSON()
	if err != nil || string(b) != `[1.5,null,"+Inf","-Inf",0]` {
		t.Fatalf("%s %v", b, err)
	}
	var w Values
	if err := w.UnmarshalJSON(b); err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(w[1]) || !reflect.DeepEqual(w[2:], v[2:]) {
		t.Errorf("%v", w)
	}
}

// FuzzUnmarshal draws whatever JSON describes: it may be refused, it must not panic.
func FuzzUnmarshal(f *testing.F) {
	for _, c := range hostile() {
		if b, err := Marshal(c); err == nil {
			f.Add(b)
		}
	}
	for _, s := range []string{`null`, `{}`, `{"Kind":"row","Chart":{"Charts":[null]}}`,
		`{"Kind":"line","Chart":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Unmarshal(b)
		if err != nil || c == nil {
			return
		}
		c.Text()
		if w, h := SizeOf(c); w*h > 1<<20 {
			return // only slow
		}
		if _, err := c.PNG(); err != nil && !strings.Contains(err.Error(), "too large") {
			t.Error(err)
		}
	})
}

func TestGrayAndSigned(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	if got := Gray([]float64{0, 1, 2, 5, 5, nan, inf}, 3); !bytes.Equal(got, []byte{0, 128, 255, 128, 128, 0, 255}) {
		t.Errorf("gray: %v", got)
	}
	got := Signed([]float32{-2, 0, 2, 0, 0, float32(nan)}, 3)
	for i, want := range []struct{ r, g, b uint8 }{{0x14, 0x40, 0x7f}, {0xf7, 0xf7, 0xf7}, {0x84, 0x12, 0x2e},
		{0xf7, 0xf7, 0xf7}, {0xf7, 0xf7, 0xf7}, {0xcc, 0xcc, 0xcc}} {
		if got[3*i] != want.r || got[3*i+1] != want.g || got[3*i+2] != want.b {
			t.Errorf("signed %d: %v, want %v", i, got[3*i:3*i+3], want)
		}
	}
	if len(Gray[float64](nil, 0)) != 0 || len(Signed[float64](nil, -1)) != 0 {
		t.Error("pixels from nothing")
	}
}
