package data

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// goldenDir holds the results of NumPy, pandas, scikit-image and scikit-learn, and
// data.py, which made them.
const goldenDir = "../../bench/golden"

// duplicateCase is what NumPy and pandas count in a set of given base images.
type duplicateCase struct {
	Order       []int
	Labels      []uint8Value
	RowGroups   int   `json:"row_groups"`
	RowExtra    int   `json:"row_extra"`
	ImageGroups int   `json:"image_groups"`
	ImageExtra  int   `json:"image_extra"`
	RowsKept    []int `json:"rows_kept"`
	ImagesKept  []int `json:"images_kept"`
}

// uint8Value keeps encoding/json from taking a list of labels for base64.
type uint8Value int

// goldens is data.json.
type goldens struct {
	Duplicates []duplicateCase
	Across     struct {
		Train, Test  []int
		TrainLabels  []uint8Value `json:"train_labels"`
		TestLabels   []uint8Value `json:"test_labels"`
		Rows, Images int
	}
	CSV struct {
		Missing    int
		RowExtra   int   `json:"row_extra"`
		ImageExtra int   `json:"image_extra"`
		RowsKept   []int `json:"rows_kept"`
		Labels     []uint8Value
		RowSums    []int `json:"row_sums"`
	}
	Resize struct {
		Resized []float64
		Padded  []int        `json:"padded_sum_by_row"`
		RGB     []uint8Value `json:"rgb_head"`
	}
	Sums struct {
		Mean, Std  float64
		Variance   []float64
		ClassMeans [][]float64 `json:"class_means"`
		OneHot     []float32   `json:"one_hot"`
	}
	Splits [][3]float64
}

func readGoldens(t *testing.T) goldens {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(goldenDir, "data.json"))
	if err != nil {
		t.Fatal(err)
	}
	var g goldens
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// noise repeats the generator of data.py.
func noise(count int, seed uint64) []uint8 {
	values := make([]uint8, count)
	for i := range values {
		seed = (1103515245*seed + 12345) % (1 << 31)
		values[i] = uint8(seed >> 16)
	}
	return values
}

// arranged is a set of the base images of data.py in the given order.
func arranged(order []int, labels []uint8Value) Set {
	base := Set{Images: noise(5*Pixels, 3), Labels: make([]uint8, 5)}
	s := base.Subset(order)
	for i, label := range labels {
		s.Labels[i] = uint8(label)
	}
	return s
}

func TestDuplicatesAsNumPyAndPandas(t *testing.T) {
	for _, c := range readGoldens(t).Duplicates {
		s := arranged(c.Order, c.Labels)
		if got := s.Duplicates(ByRow); got != (Duplicates{c.RowGroups, c.RowExtra}) {
			t.Errorf("%v %v by row: %+v", c.Order, c.Labels, got)
		}
		if got := s.Duplicates(ByImage); got != (Duplicates{c.ImageGroups, c.ImageExtra}) {
			t.Errorf("%v %v by image: %+v", c.Order, c.Labels, got)
		}
		for by, kept := range map[By][]int{ByRow: c.RowsKept, ByImage: c.ImagesKept} {
			want, got := s.Subset(kept), s.Dedupe(by)
			if !slices.Equal(got.Images, want.Images) || !slices.Equal(got.Labels, want.Labels) {
				t.Errorf("%v %v: Dedupe(%d) does not keep %v", c.Order, c.Labels, by, kept)
			}
		}
	}
}

func TestAcrossAsPandasMerge(t *testing.T) {
	c := readGoldens(t).Across
	d := Dataset{Train: arranged(c.Train, c.TrainLabels), Test: arranged(c.Test, c.TestLabels)}
	if got := d.Audit().Across; got != (Across{c.Rows, c.Images}) {
		t.Errorf("across: %+v, want %d rows and %d images", got, c.Rows, c.Images)
	}
}

func TestCSVAsPandasWritesAndCountsIt(t *testing.T) {
	c := readGoldens(t).CSV
	s, err := readFile(folderFS(goldenDir), "data_kaggle.csv", ReadCSV)
	if err != nil {
		t.Fatal(err)
	}
	a := s.audit()
	if a.Missing != c.Missing || a.Rows.Extra != c.RowExtra || a.Images.Extra != c.ImageExtra ||
		a.Samples != len(c.Labels) {
		t.Errorf("audit %+v, want %+v", a, c)
	}
	for i, label := range c.Labels {
		sum := 0
		for _, v := range s.Image(i) {
			sum += int(v)
		}
		if s.Labels[i] != uint8(label) || sum != c.RowSums[i] {
			t.Errorf("row %d: label %d and sum %d, want %d and %d", i, s.Labels[i], sum, label, c.RowSums[i])
		}
	}
	want, got := s.Subset(c.RowsKept), s.Dedupe(ByRow)
	if !slices.Equal(got.Images, want.Images) || !slices.Equal(got.Missing, want.Missing) {
		t.Errorf("Dedupe does not keep rows %v", c.RowsKept)
	}
}

func TestResizeAndPadAsPython(t *testing.T) {
	c := readGoldens(t).Resize
	images := noise(2*Pixels, 7)
	wide, err := Resize32(Normalize(images))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range c.Resized {
		if math.Abs(float64(wide[i])-want) > 1e-6 {
			t.Fatalf("resized value %d is %v, scikit-image has %v", i, wide[i], want)
		}
	}
	padded, err := Pad32(images)
	if err != nil || len(padded) != 2*Wide*Wide {
		t.Fatal(len(padded), err)
	}
	for row, want := range c.Padded {
		sum := 0
		for _, v := range padded[row*Wide : (row+1)*Wide] {
			sum += int(v)
		}
		if sum != want {
			t.Errorf("padded row %d sums to %d, NumPy's to %d", row, sum, want)
		}
	}
	for i, v := range GrayToRGB(images[:3]) {
		if int(v) != int(c.RGB[i]) {
			t.Errorf("RGB value %d is %d, want %d", i, v, c.RGB[i])
		}
	}
}

func TestSumsAsNumPy(t *testing.T) {
	c := readGoldens(t).Sums
	s := Set{Images: noise(40*Pixels, 11), Labels: make([]uint8, 40)}
	for i := range s.Labels {
		s.Labels[i] = uint8(i % Classes)
	}
	summary, err := Dataset{Train: s}.Summary()
	if err != nil || math.Abs(summary.Mean-c.Mean) > 1e-12 || math.Abs(summary.Std-c.Std) > 1e-12 {
		t.Errorf("mean %v, std %v (%v), NumPy has %v and %v", summary.Mean, summary.Std, err, c.Mean, c.Std)
	}
	variance, err := s.PixelVariance()
	if err != nil {
		t.Fatal(err)
	}
	means, err := s.ClassMeans()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range c.Variance { // every 97th pixel is in the goldens
		if math.Abs(variance[97*i]-want) > 1e-8 {
			t.Errorf("variance of pixel %d: %v, want %v", 97*i, variance[97*i], want)
		}
		for class := range means {
			if math.Abs(means[class][97*i]-c.ClassMeans[class][i]) > 1e-10 {
				t.Errorf("mean of class %d, pixel %d: %v", class, 97*i, means[class][97*i])
			}
		}
	}
	if coded, err := OneHot(s.Labels[:12]); err != nil || !slices.Equal(coded, c.OneHot) {
		t.Errorf("one-hot %v (%v)", coded, err)
	}
}

func TestSplitsAsPython(t *testing.T) {
	for _, c := range readGoldens(t).Splits {
		n := int(c[0])
		train, _, err := Set{Images: make([]uint8, n*Pixels), Labels: make([]uint8, n)}.Split(c[1])
		if want := int(c[2]); train.Len() != want && want != 0 || (want == 0) != (err != nil) {
			t.Errorf("Split(%v) of %d: %d, %v, want %d", c[1], n, train.Len(), err, want)
		}
	}
}
