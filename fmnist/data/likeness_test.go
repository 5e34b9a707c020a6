package data

import "testing"

// TestGarmentMeans computes the table anew.
func TestGarmentMeans(t *testing.T) {
	d, err := Read(realDir(t))
	if err != nil {
		t.Fatal(err)
	}
	if !d.Official || d.Edition != Fashion {
		t.Skip("another edition of the data")
	}
	sums, counts := pooledSums(d.Train), d.Train.Counts()
	for class := range sums {
		for i, sum := range sums[class] {
			const cell = 4 * 4
			if got := sum / float64(counts[class]) / cell; got < garmentMeans[class][i]-0.5001 ||
				got > garmentMeans[class][i]+0.5001 {
				t.Errorf("class %d, cell %d: %.2f, the table has %v", class, i, got, garmentMeans[class][i])
			}
		}
	}
	for seed := range uint64(20) { // samples of 50 images a class
		if alike, compared := garmentLikeness(d.Train.Sample(500, seed)); compared != Classes ||
			alike < likelyGarments {
			t.Errorf("seed %d: %d of %d class means resemble their garments'", seed, alike, compared)
		}
	}
	turned := d.Train.Sample(2000, 1)
	for i := range turned.Labels {
		turned.Labels[i] = (turned.Labels[i] + 1) % Classes
	}
	if alike, _ := garmentLikeness(turned); alike > 2 {
		t.Errorf("under other names %d class means still resemble their garments'", alike)
	}
	for i := range turned.Images {
		turned.Images[i] = 255 - turned.Images[i]
	}
	t.Log(garmentLikeness(turned))
	t.Log(garmentLikeness(Synthetic(2000, 1, 1).Train))
}
