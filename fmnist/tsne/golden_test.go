package tsne

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// golden is bench/golden/tsne.json, made by the script beside it.
type golden struct {
	Small struct {
		Rows            [][]float32
		Labels          []int
		Plane           [][2]float64
		Perplexity      float64
		Neighbours      int
		Joint           [][]float64 `json:"joint_first_rows"`
		Trustworthiness map[string]float64
		KNNAccuracy     map[string]float64 `json:"knn_accuracy"`
	}
	Train2000 struct {
		OpenTSNE [][2]float64
	}
}

func readGolden(t *testing.T) golden {
	t.Helper()
	text, err := os.ReadFile("../../bench/golden/tsne.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// The affinities are scikit-learn's.
func TestAffinitiesGolden(t *testing.T) {
	g := readGolden(t).Small
	x, err := pca.Floats(slices.Concat(g.Rows...), len(g.Rows[0]))
	if err != nil {
		t.Fatal(err)
	}
	values, err := centred(x)
	if err != nil {
		t.Fatal(err)
	}
	near, err := nearest(context.Background(), values, x.Cols, g.Neighbours)
	if err != nil {
		t.Fatal(err)
	}
	p, err := affinitiesOf(context.Background(), near, g.Perplexity)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, v := range p.value {
		sum += float64(v)
	}
	if math.Abs(sum-1) > 1e-5 {
		t.Errorf("the affinities sum to %g, want 1", sum)
	}
	for i, want := range g.Joint {
		got := make([]float64, x.Rows)
		for e := p.start[i]; e < p.start[i+1]; e++ {
			got[p.column[e]] += float64(p.value[e])
		}
		for j := range want {
			if math.Abs(got[j]-want[j]) > 1e-7 {
				t.Errorf("p(%d, %d) is %g, want %g", i, j, got[j], want[j])
			}
		}
	}
}

// Trustworthiness and k-NN accuracy are scikit-learn's.
func TestQualityGolden(t *testing.T) {
	g := readGolden(t).Small
	x, err := pca.Floats(slices.Concat(g.Rows...), len(g.Rows[0]))
	if err != nil {
		t.Fatal(err)
	}
	labels := make([]uint8, len(g.Labels))
	for i, l := range g.Labels {
		labels[i] = uint8(l)
	}
	for text, want := range g.Trustworthiness {
		k, _ := strconv.Atoi(text)
		if got, err := Trustworthiness(context.Background(), x, g.Plane, k); err != nil || math.Abs(got-want) > 1e-9 {
			t.Errorf("trustworthiness(k = %d) is %.9f (%v), want %.9f", k, got, err, want)
		}
	}
	for text, want := range g.KNNAccuracy {
		k, _ := strconv.Atoi(text)
		if got, err := KNNAccuracy(g.Plane, labels, k); err != nil || math.Abs(got-want) > 1e-9 {
			t.Errorf("k-NN accuracy(k = %d) is %.9f (%v), want %.9f", k, got, err, want)
		}
	}
}

// The search by leaves and the search by cells find what sorting all distances finds.
func TestNeighboursAgainstSorting(t *testing.T) {
	const n, k = 1500, 20
	flat, _ := normalPoints(5, n, 3, 1)
	points := pairs(widen(flat))
	g, err := nearest(context.Background(), flat, 2, k)
	if err != nil {
		t.Fatal(err)
	}
	near := newCells(points)
	for i := 0; i < n; i += 7 {
		var all []found
		for j, p := range points {
			if j != i {
				all = append(all, found{math.Pow(p[0]-points[i][0], 2) + math.Pow(p[1]-points[i][1], 2), int32(j)})
			}
		}
		slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.distance, b.distance) })
		list := near.nearest(i, k, nil)
		var want []int32
		for e := range k {
			if list[e].index != all[e].index {
				t.Fatalf("by cells, neighbour %d of point %d is %d, want %d", e, i, list[e].index, all[e].index)
			}
			want = append(want, all[e].index)
		}
		slices.Sort(want)
		if got := g.index[i*k : (i+1)*k]; !slices.Equal(got, want) {
			t.Fatalf("by leaves, the neighbours of point %d are %v, want %v", i, got, want)
		}
	}
}

// The first 2,000 training images end at a KL divergence no worse than openTSNE's after as many iterations, both summed
// over all pairs; and what Fit reports is that sum.
func TestDivergenceGolden(t *testing.T) {
	x, _ := official(t, 2000)
	exact := func(points [][2]float64) float64 {
		kl, err := Divergence(context.Background(), x, points, 0)
		if err != nil {
			t.Fatal(err)
		}
		return kl
	}
	r := mustFit(t, x, Options{})
	ours, theirs := exact(r.Points), exact(readGolden(t).Train2000.OpenTSNE)
	t.Logf("KL divergence %.4f, as reported %.4f, openTSNE's %.4f", ours, r.KL, theirs)
	if ours > theirs {
		t.Errorf("the KL divergence is %.4f, openTSNE's %.4f", ours, theirs)
	}
	if math.Abs(ours-r.KL) > 1e-3 {
		t.Errorf("Fit reports a KL divergence of %.5f, over all pairs it is %.5f", r.KL, ours)
	}
}

func widen(flat []float32) []float64 {
	out := make([]float64, len(flat))
	for i, v := range flat {
		out[i] = float64(v)
	}
	return out
}
