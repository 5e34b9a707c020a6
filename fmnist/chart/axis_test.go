package chart

import (
	"math"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		log    bool
		whole  bool
		want   string
	}{
		{0, 1, false, false, "0 0.2 0.4 0.6 0.8 1.0"},
		{1, 10, false, true, "2 4 6 8 10"},
		{1, 3, false, true, "1 2 3"},
		{0.87, 0.93, false, false, "0.87 0.88 0.89 0.90 0.91 0.92 0.93"},
		{-3, 3, false, false, "-3 -2 -1 0 1 2 3"},
		{0, 60000, false, false, "0 10,000 20,000 30,000 40,000 50,000 60,000"},
		{1e-4, 1e-1, true, false, "0.0001 0.001 0.01 0.1"},
		{0.02, 0.5, true, false, "0.02 0.05 0.1 0.2 0.5"},
		{0.3, 0.4, true, false, "0.30 0.32 0.34 0.36 0.38 0.40"},
		{5, 5, false, false, "4.6 4.8 5.0 5.2 5.4"},
		{1e-320, 1e300, true, false, "1e-304 1e-228 1e-152 1e-76 1 1e+76 1e+152 1e+228"},
	} {
		var labels []string
		for _, k := range newAxis(c.lo, c.hi, c.log).ticks(6, c.whole) {
			if k.label != "" {
				labels = append(labels, k.label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%g … %g log %v: %s, want %s", c.lo, c.hi, c.log, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 6000: "6000", 60000: "60,000", 44426: "44,426", -504342: "-504,342",
		0.8817: "0.8817", 0.88: "0.8800", 41.3: "41.30", 181.25: "181.2", 0.0001: "0.0001", 1.5e-7: "1.5e-07",
		12345.678: "12,346", 3e9: "3e+09"} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %s, want %s", v, got, want)
		}
	}
	if brief(0.8800) != "0.88" || brief(6000) != "6000" {
		t.Error(brief(0.88), brief(6000))
	}
}

func TestClipAndDashes(t *testing.T) {
	b := box{0, 0, 10, 10}
	if got := clip([]point{{-5, 5}, {15, 5}}, b); len(got) != 1 || got[0][0] != (point{0, 5}) ||
		got[0][1] != (point{10, 5}) {
		t.Errorf("clip: %v", got)
	}
	if got := clip([]point{{-5, 5}, {-1, 5}, {-1, 20}, {5, 20}, {5, 5}, {20, 5}, {20, 6}, {5, 6}}, b); len(got) != 2 {
		t.Errorf("clip leaves %d parts, want 2: %v", len(got), got)
	}
	total := 0.0
	for _, part := range dashes([]point{{0, 0}, {30, 0}, {30, 40}}, []float64{6, 4}) {
		for i := 1; i < len(part); i++ {
			total += math.Hypot(part[i].x-part[i-1].x, part[i].y-part[i-1].y)
		}
	}
	if math.Abs(total-42) > 1e-9 { // 7 periods of 10, 6 of each drawn
		t.Errorf("%g of 70 pixels drawn, want 42", total)
	}
}

func TestThinKeepsExtremes(t *testing.T) {
	var line []point
	for i := range 100000 {
		line = append(line, point{float64(i) / 200, math.Sin(float64(i) / 50)})
	}
	line[54321].y = 7
	got := thin(line)
	hi := math.Inf(-1)
	for _, p := range got {
		hi = math.Max(hi, p.y)
	}
	if hi != 7 || len(got) > 4*2*500+8 || got[0] != line[0] || got[len(got)-1] != line[len(line)-1] {
		t.Errorf("%d points, highest %g", len(got), hi)
	}
}

func TestFontsHaveWhatWeWrite(t *testing.T) {
	for i, f := range parsed() {
		if f == nil {
			t.Fatalf("font %d cannot be parsed", i)
		}
		for _, r := range "±×÷–—…−·→²µ≤≥═─│┌└├äéß" {
			if g, err := f.GlyphIndex(nil, r); err != nil || g == 0 {
				t.Errorf("font %d has no %q", i, r)
			}
		}
	}
}
