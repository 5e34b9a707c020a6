package data

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// realDir is the folder of the official files; without it the test is skipped.
func realDir(t testing.TB) string {
	t.Helper()
	dir := besideCheckout(os.Getenv("FMNIST_DATA"))
	for _, f := range official {
		if !regular(filepath.Join(dir, f.Name)) {
			t.Skip("FMNIST_DATA does not name the folder of the official files")
		}
	}
	return dir
}

func TestOfficialFiles(t *testing.T) {
	dir := realDir(t)
	t.Setenv("FMNIST_HOME", t.TempDir())
	for range 2 { // parsed, then from the raw cache
		d, err := Load(context.Background(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if !d.Official && d.Edition == Fashion && len(d.Notes) == 1 {
			t.Skip("another edition of the data")
		}
		if !d.Official || len(d.Notes) > 0 || d.Fingerprint() != officialFingerprint {
			t.Fatalf("official %v, notes %v, fingerprint %s", d.Official, d.Notes, d.Fingerprint())
		}
		checkOfficial(t, d)
	}
}

// checkOfficial compares with what NumPy and pandas find in the official files.
func checkOfficial(t *testing.T, d Dataset) {
	t.Helper()
	s, err := d.Summary()
	if err != nil {
		t.Fatal(err)
	}
	if s.TrainShape != [3]int{60000, 28, 28} || s.TestShape != [3]int{10000, 28, 28} || s.Min != 0 || s.Max != 255 {
		t.Errorf("shapes %v and %v, values %d … %d", s.TrainShape, s.TestShape, s.Min, s.Max)
	}
	if math.Abs(s.Mean-0.28604) > 5e-6 || math.Abs(s.Std-0.35302) > 5e-6 {
		t.Errorf("mean %.6f, std %.6f", s.Mean, s.Std)
	}
	for class := range Classes {
		if s.TrainCounts[class] != 6000 || s.TestCounts[class] != 1000 {
			t.Errorf("class %d has %d and %d images", class, s.TrainCounts[class], s.TestCounts[class])
		}
	}
	a := d.Audit()
	none := Duplicates{}
	for _, part := range []SetAudit{a.Train, a.Test} {
		if part.Missing != 0 || part.Rows != none || part.Images != none {
			t.Errorf("defects in the official files: %+v", part)
		}
	}
	if a.Across != (Across{}) || len(a.Train.Constant) != 0 {
		t.Errorf("across %+v, constant pixels %v", a.Across, a.Train.Constant)
	}
	variance, err := d.Train.PixelVariance()
	if err != nil {
		t.Fatal(err)
	}
	smallest := math.Inf(1)
	for _, v := range variance {
		smallest = min(smallest, math.Sqrt(v))
	}
	if math.Abs(smallest-0.093) > 5e-4 {
		t.Errorf("the smallest deviation of a pixel is %.4f", smallest)
	}
}

// Test images that have a training image close by, as found with NumPy's exact
// distances: 5 within 100, 9 within 200, 19 within 300, all of the same class.
func TestOfficialNearDuplicates(t *testing.T) {
	d, err := Read(realDir(t))
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := d.Test.NearIn(d.Train, 300)
	if err != nil {
		t.Fatal(err)
	}
	for radius, want := range map[float64]int{100: 5, 200: 9, 300: 19} {
		images := map[int]bool{}
		for _, p := range pairs {
			if p.Distance < radius {
				images[p.A] = true
			}
			if d.Test.Labels[p.A] != d.Train.Labels[p.B] {
				t.Errorf("test image %d and training image %d are close but of different classes", p.A, p.B)
			}
		}
		if len(images) != want {
			t.Errorf("%d test images have a neighbour within %v, want %d", len(images), radius, want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := realDir(b)
	b.Setenv("FMNIST_HOME", b.TempDir())
	for b.Loop() {
		if _, err := Load(context.Background(), Options{Dir: dir}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReal(b *testing.B) {
	d, err := Read(realDir(b))
	if err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func(){
		"Fingerprint": func() { d.Fingerprint() },
		"Summary":     func() { d.Summary() },
		"Audit":       func() { d.Audit() },
		"NearTest300": func() { d.Test.NearIn(d.Train, 300) },
		"NearTrain":   func() { d.Train.Near(300) },
		"ClassMeans":  func() { d.Train.ClassMeans() },
		"Variance":    func() { d.Train.PixelVariance() },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				do()
			}
		})
	}
}
