package tsne

import (
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// Start says where the points are when the descent begins.
type Start int

const (
	// StartPCA takes the first two principal components, scaled to a standard deviation of 1e-4 along the first
	// (scikit-learn's init="pca"). Large distances then mean more, and the outcome varies little between seeds.
	StartPCA Start = iota
	// StartRandom draws normal coordinates of standard deviation 1e-4 from the seed.
	StartRandom
)

// Options describes an embedding. The zero value means scikit-learn's defaults, with openTSNE's learning rate.
type Options struct {
	Perplexity float64 // how many neighbours a point counts as near, softly; 0 means 30
	Iterations int     // in all, early exaggeration included; 0 means 1000
	// in scikit-learn's units (openTSNE's, FIt-SNE's: 4 times that), for all iterations; 0 means max(n/e/4, 50) with e
	// the factor on the attraction: Exaggeration at first, then 1
	LearningRate float64

	Exaggeration           float64 // factor on the attraction in the first iterations; 0 means 12, 1 turns it off
	ExaggerationIterations int     // 0 means 250, but at most half of Iterations
	EarlyMomentum          float64 // while exaggerating; 0 means 0.5
	Momentum               float64 // afterwards; 0 means 0.8

	Neighbours int    // per point; 0 means 3·Perplexity+1, at most all others
	Start      Start  // where the points begin
	Seed       uint64 // draws StartRandom, and with StartPCA a jitter of 1e-6 that tells copies of a point apart

	// Progress, if set, is called on Fit's goroutine when a stage begins and every Every iterations, with the KL
	// divergence at that point (0 before the first iteration).
	Progress func(stage string, iteration int, kl float64) `json:"-"`
	Every    int                                           // iterations between two calls of Progress; 0 means 50
}

const (
	// defaultStep is the grid's step in units of the embedding, in which the kernel is 1/(1+r²). With splines of degree
	// 5 the forces are off by less than 1 % at 0.4, by 2.5 % at 0.5; the embedding of 5,000 images ends at a KL
	// divergence of 1.207 and 1.216 (1.205 with finer ones), and the transforms cost as 1/step².
	defaultStep = 0.4
	startScale  = 1e-4 // scikit-learn's
	jitterScale = 1e-6 // small beside startScale
)

// withDefaults fills what is zero, for n points.
func (o Options) withDefaults(n int) Options {
	set := func(v *float64, fallback float64) {
		if *v == 0 {
			*v = fallback
		}
	}
	set(&o.Perplexity, 30)
	set(&o.Exaggeration, 12)
	set(&o.EarlyMomentum, 0.5)
	set(&o.Momentum, 0.8)
	if o.Iterations == 0 {
		o.Iterations = 1000
	}
	if o.ExaggerationIterations == 0 {
		o.ExaggerationIterations = min(250, o.Iterations/2)
	}
	if o.Neighbours == 0 {
		o.Neighbours = min(n-1, int(float64(3*o.Perplexity)+1))
	}
	if o.Every == 0 {
		o.Every = 50
	}
	return o
}

// rate is the learning rate for n points while the attraction is exaggerated so many times.
func (o Options) rate(n int, exaggeration float64) float64 {
	if o.LearningRate != 0 {
		return o.LearningRate
	}
	return max(float64(n)/exaggeration/4, 50)
}

// check says what is wrong with options whose defaults are filled, or with the data.
func (o Options) check(x pca.Matrix) error {
	if err := x.Check(); err != nil {
		return fmt.Errorf("tsne.Fit: %w", err)
	}
	for _, v := range []struct {
		name  string
		value float64
		least float64
	}{
		{"Perplexity", o.Perplexity, 1}, {"LearningRate", o.LearningRate, 0}, {"Exaggeration", o.Exaggeration, 1},
		{"EarlyMomentum", o.EarlyMomentum, 0}, {"Momentum", o.Momentum, 0}, {"Iterations", float64(o.Iterations), 1},
		{"ExaggerationIterations", float64(o.ExaggerationIterations), 0}, {"Every", float64(o.Every), 1},
	} {
		if !(v.value >= v.least) || math.IsInf(v.value, 0) {
			return fmt.Errorf("tsne.Fit: %s is %v, which must be a finite number of at least %v; 0 takes the default",
				v.name, v.value, v.least)
		}
	}
	if o.EarlyMomentum >= 1 || o.Momentum >= 1 {
		return fmt.Errorf("tsne.Fit: a momentum of %v never slows down; use a value below 1, such as 0.8",
			max(o.EarlyMomentum, o.Momentum))
	}
	if need := 3 * o.Perplexity; float64(x.Rows-1) < need {
		return fmt.Errorf("tsne.Fit: perplexity %g looks at %.0f neighbours, and %d points have %d others; use at least %.0f points or a perplexity of at most %.4g",
			o.Perplexity, need, x.Rows, x.Rows-1, math.Ceil(need)+1, math.Floor(float64(x.Rows-1)/3*100)/100)
	}
	if float64(o.Neighbours) <= o.Perplexity || o.Neighbours >= x.Rows {
		return fmt.Errorf("tsne.Fit: Neighbours is %d, which must lie between the perplexity (%g) and the number of other points (%d); 0 takes 3 times the perplexity",
			o.Neighbours, o.Perplexity, x.Rows-1)
	}
	if o.Start != StartPCA && o.Start != StartRandom {
		return fmt.Errorf("tsne.Fit: Start is %d; use StartPCA or StartRandom", o.Start)
	}
	return nil
}
