package nets

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The counts are the ones that both reports print.
func TestParameterCounts(t *testing.T) {
	for name, want := range map[string][]int{
		"lenet5":         {156, 0, 2416, 0, 0, 30840, 10164, 850},
		"lenet5-dropout": {156, 0, 2416, 0, 0, 30840, 0, 10164, 0, 850},
		"lenet5-wide":    {832, 0, 38448, 0, 0, 442624, 21588, 850},
		"lenet5-1998":    {156, 12, 1516, 32, 48120, 0, 10164, 840},
	} {
		net, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		summary, err := Summarize(net)
		if err != nil {
			t.Fatal(err)
		}
		if len(summary.Layers) != len(want) {
			t.Fatalf("%s: %d rows, want %d", name, len(summary.Layers), len(want))
		}
		for i, row := range summary.Layers {
			if row.Params != want[i] {
				t.Errorf("%s: %s has %d parameters, want %d", name, row.Name, row.Params, want[i])
			}
		}
	}
}

func TestMistakesNameTheLayer(t *testing.T) {
	for _, c := range []struct {
		net  Net
		want string
	}{
		{New("a"), "no layers"},
		{New("b", MaxPool(9), Conv(16, 5), Flatten, Dense(10)),
			"b: layer 2 Conv(16, 5) needs at least 5×5 input, got 3×3×1 after MaxPool(9)"},
		{New("c", Dense(10)), "layer 1 Dense(10) needs a vector (put Flatten before it), got 28×28×1 after the input"},
		{New("d", Flatten, Conv(6, 5)), "layer 2 Conv(6, 5) needs an image, got a vector of 784"},
		{New("e", Flatten, Dropout(1), Dense(10)), "needs a rate of at least 0 and below 1"},
		{New("f", Flatten, Dense(-3)), "needs at least 1 unit"},
		{New("g", SparseConv(5)), "needs 6 input maps"},
		{New("h", Flatten, Dense(7)), "there are 10 classes; end with Dense(10)"},
		{New("i", Layer{Kind: "Convv"}), `unknown kind "Convv"`},
		{New("j", Flatten, Dense(1<<40), Dense(10)), "more than 1 GiB"},
		{New("k", Conv(1<<40, 3), Flatten, Dense(10)), "more than 1 GiB"},
		{Net{Name: "l", Prepare: "pad64", Layers: []Layer{Flatten, Dense(10)}}, "unknown preparation"},
	} {
		err := Check(c.net, 10)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want it to say %q", c.net, err, c.want)
		}
	}
}

// Any order of any layers is either a network whose parts agree or one error; it is never a panic.
func TestAnyOrderOfMistakes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	size := func() int { return random.IntN(9) - 2 }
	makers := []func() Layer{
		func() Layer { return Conv(size(), size()) }, func() Layer { return Conv(size(), size()).Same() },
		func() Layer { return SparseConv(size()) }, func() Layer { return MaxPool(size()) },
		func() Layer { return AvgPool(size()) }, func() Layer { return SubSample(size()) },
		func() Layer { return Dense(size()) }, func() Layer { return RBF(size()) },
		func() Layer { return Dropout(random.Float64()*1.4 - 0.2) },
		func() Layer { return Flatten }, func() Layer { return ReLU }, func() Layer { return GlobalMaxPool },
		func() Layer { return Layer{Kind: "?", Strides: size()} },
	}
	valid := 0
	for range 20000 {
		net := New("random")
		for range random.IntN(6) {
			net.Layers = append(net.Layers, makers[random.IntN(len(makers))]())
		}
		_ = Check(net, 10)
		summary, err := Summarize(net.WithDropout(0.5))
		if _, plain := Summarize(net); plain == nil && err != nil && len(net.WithDropout(0).Layers) > 0 {
			t.Fatalf("dropout changes whether %s fits: %v, %v", net, err, plain)
		}
		if err == nil && summary.Total >= 0 {
			valid++
		}
	}
	if valid == 0 {
		t.Error("no valid network among 20,000: the test tests nothing")
	}
}

func TestInitialIsGlorotAndSeeded(t *testing.T) {
	parameters, err := Parameters(LeNet5())
	if err != nil {
		t.Fatal(err)
	}
	// Keras' limits for report 1's LeNet-5 (facts: keras-sklearn §3).
	want := map[string]float64{"conv2d/kernel": .18516, "conv2d_1/kernel": .10445, "dense/kernel": .12632,
		"dense_1/kernel": .17150, "dense_2/kernel": .25265}
	for _, p := range parameters {
		values, again, other := p.Initial(1), p.Initial(1), p.Initial(2)
		limit, seen := want[p.Name]
		if seen && (p.Limit < limit-1e-5 || p.Limit > limit+1e-5) {
			t.Errorf("%s: limit %.5f, want %.5f", p.Name, p.Limit, limit)
		}
		for i, v := range values {
			if v != again[i] || float64(v) > p.Limit || float64(v) < -p.Limit {
				t.Fatalf("%s[%d] = %v outside ±%v or not repeatable", p.Name, i, v, p.Limit)
			}
		}
		if seen && values[0] == other[0] {
			t.Errorf("%s: seeds 1 and 2 start alike", p.Name)
		}
	}
}

func TestWithDropout(t *testing.T) {
	got := LeNet5().WithDropout(0.4).String()
	want := "Dense(120) → ReLU → Dropout(0.4) → Dense(84) → ReLU → Dropout(0.4) → Dense(10)"
	if !strings.HasSuffix(got, want) {
		t.Errorf("got %s", got)
	}
	if again := LeNet5().WithDropout(0.2).WithDropout(0.4).String(); again != got {
		t.Errorf("replacing dropout: got %s", again)
	}
	if none := LeNet5().WithDropout(0.4).WithDropout(0).String(); none != LeNet5().String() {
		t.Errorf("removing dropout: got %s", none)
	}
}
