package hyperband

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

// sample returns the first n points of a search, fewer if the space has no more.
func sample(t *testing.T, space Space, n int, seed uint64) (points []Point) {
	t.Helper()
	schedule, err := RandomSearch(n, 1)
	if err != nil {
		t.Fatal(err)
	}
	search, err := New(space, schedule, Options{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range search.Ready() {
		points = append(points, trial.Point)
	}
	return points
}

func TestFloorDivision(t *testing.T) {
	space := Space{Float("dropout", 0, 0.5).Step(0.05)}
	seen := map[float64]bool{}
	points := sample(t, space, 100, 1)
	for _, p := range points {
		seen[p.Float("dropout")] = true
	}
	if len(points) != 10 || seen[0.5] || !seen[0] || !seen[0.45] {
		t.Errorf("drawn %v, want 0 … 0.45", points)
	}
}

func TestSampleIsStable(t *testing.T) {
	few := sample(t, spaces["report2"], 5, 3)
	many := sample(t, spaces["report2"], 50, 3)
	other := sample(t, spaces["report2"], 5, 4)
	if !reflect.DeepEqual(few, many[:5]) || reflect.DeepEqual(few, other) {
		t.Error("the seed must decide the points, and their number must not")
	}
	keys := map[string]bool{}
	for _, p := range many {
		keys[p.Key()] = true
	}
	if len(keys) != 50 {
		t.Errorf("%d different points of 50", len(keys))
	}
}

func TestConditions(t *testing.T) {
	points := sample(t, spaces["every"], 200, 1)
	for _, p := range points {
		if p.Has("momentum") != (p.String("optimizer") == "sgd") || p.Has("epsilon") != p.Bool("norm") {
			t.Fatalf("wrongly conditioned: %v", p)
		}
	}
}

func TestSpaceCheck(t *testing.T) {
	for want, space := range map[string]Space{
		"empty":                    {},
		"no name":                  {Int("", 1, 2)},
		"two of that name":         {Int("a", 1, 2), Bool("a")},
		"above its maximum":        {Int("a", 3, 2)},
		"minimum above 0":          {Float("a", 0, 1).Log()},
		"step -1 must be positive": {Float("a", 0, 1).Step(-1)},
		"must be above 1":          {Float("a", 1, 9).Step(1).Log()},
		"whole numbers":            {Int("a", 1, 9).Step(0.5)},
		"not finite":               {Float("a", 0, math.Inf(1))},
		"not finite, or":           {Float("a", math.NaN(), 1)},
		"too small for its range":  {Float("a", 0, 1).Step(1e-300)},
		"no options":               {Choice[int]("a")},
		"there twice":              {Choice("a", 3, 3)},
		"not one of its options":   {Choice("a", 3, 5).Default(4)},
		"not a number from":        {Float("a", 0, 1).Default(2)},
		"neither true nor false":   {Bool("a").Default(1)},
		"is not an int":            {Choice("a", math.NaN())},
		"not an earlier parameter": {Bool("a").If("b", true), Bool("b")},
		"which never happens":      {Choice("a", 3, 5), Bool("b").If("a", 4)},
		"none of its values":       {Choice("a", 3, 5), Bool("b").If("a")},
		"not one of Int, Float":    {{Name: "a", Kind: "Complex"}},
	} {
		if err := CheckSpace(space); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", space, err, want)
		}
	}
	for name, space := range spaces {
		if err := CheckSpace(space); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSON(t *testing.T) {
	for name, space := range spaces {
		text, err := json.Marshal(space)
		if err != nil {
			t.Fatal(err)
		}
		var back Space
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, space) {
			t.Errorf("%s: %s came back as %+v, %v", name, text, back, err)
		}
		points := sample(t, space, 20, 1)
		for _, p := range points {
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			var back Point
			if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, p) || !back.Equal(p) ||
				back.Key() != p.Key() {
				t.Errorf("%s came back as %v, %v", text, back, err)
			}
		}
	}
	if _, err := json.Marshal(Point{"a": math.NaN()}); err == nil {
		t.Error("NaN was written")
	}
	var p Point
	if err := json.Unmarshal([]byte(`{"a":[1]}`), &p); err == nil {
		t.Error("a list was read as a value")
	}
}

func TestBuild(t *testing.T) {
	point := Point{"units": 32, "rate": 0.5, "name": "adam", "norm": true}
	got, err := Build(point, func(p Point) float64 {
		if p.String("name") == "adam" && p.Bool("norm") {
			return p.Float("rate") * float64(p.Int("units"))
		}
		return 0
	})
	if err != nil || got != 16 {
		t.Errorf("%v, %v", got, err)
	}
	for want, build := range map[string]func(Point) int{
		`no "dropout" among name, norm, rate, units`: func(p Point) int { return int(p.Float("dropout")) },
		"want a whole number":                        func(p Point) int { return p.Int("rate") },
		"want a string":                              func(p Point) int { return len(p.String("units")) },
	} {
		if _, err := Build(point, build); !errors.Is(err, ErrPoint) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of the caller's own was swallowed")
		}
	}()
	_, _ = Build(point, func(Point) int { panic("mine") })
}

func FuzzSpace(f *testing.F) {
	for _, space := range spaces {
		text, err := json.Marshal(space)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint64(1))
	}
	f.Add([]byte(`[{"name":"a","kind":"Int","min":1,"max":9007199254740992,"step":1}]`), uint64(2))
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		var space Space
		if json.Unmarshal(text, &space) != nil || CheckSpace(space) != nil {
			return
		}
		points := sample(t, space, 3, seed)
		_ = space.Summary()
		for _, p := range points {
			for name, value := range p {
				if !space.find(name).accepts(value) {
					t.Errorf("%s = %v of %s", name, value, text)
				}
			}
		}
	})
}

func FuzzPoint(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":1.0,"c":"x","d":true,"e":-1e-7}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p, back Point
		if json.Unmarshal(text, &p) != nil {
			return
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(again, &back); err != nil || !back.Equal(p) {
			t.Errorf("%s became %s, %v", text, again, err)
		}
	})
}
