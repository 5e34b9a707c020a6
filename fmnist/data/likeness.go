package data

import "math"

const (
	// poolSide is the side of the pooled class means: 4×4 pixels each, which show the cut of a garment but not its
	// cloth.
	poolSide = Side / 4
	// fewForMean is how many images a class needs before its mean is worth comparing.
	fewForMean = 20
	// likelyGarments is how many of the ten class means have to resemble their own garment's most: samples of 200
	// images of the official files reach 9 or 10, other data 3 or fewer.
	likelyGarments = 7
)

// garmentLikeness compares the mean image of every class with the ten of Fashion-MNIST: alike counts the classes that
// resemble their own garment most, compared those with enough images.
func garmentLikeness(s Set) (alike, compared int) {
	sums := pooledSums(s)
	for class, n := range s.Counts() {
		if n < fewForMean {
			continue
		}
		compared++
		best, nearest := math.Inf(-1), 0
		for garment := range garmentMeans {
			if r := correlation(sums[class][:], garmentMeans[garment][:]); r > best {
				best, nearest = r, garment
			}
		}
		if nearest == class {
			alike++
		}
	}
	return alike, compared
}

// pooled is an image in 4×4 pixels' sums.
type pooled [poolSide * poolSide]float64

// pooledSums adds up the images of every class.
func pooledSums(s Set) (sums [Classes]pooled) {
	for i, label := range s.Labels {
		if label >= Classes {
			continue
		}
		for p, v := range s.Image(i) {
			sums[label][p/Side/4*poolSide+p%Side/4] += float64(v)
		}
	}
	return sums
}

// correlation is Pearson's, or 0 where one of the two is constant.
func correlation(a, b []float64) float64 {
	n := float64(len(a))
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		sa, sb = sa+a[i], sb+b[i]
		saa, sbb, sab = saa+a[i]*a[i], sbb+b[i]*b[i], sab+a[i]*b[i]
	}
	if d := math.Sqrt((n*saa - sa*sa) * (n*sbb - sb*sb)); d > 0 {
		return (n*sab - sa*sb) / d
	}
	return 0
}
