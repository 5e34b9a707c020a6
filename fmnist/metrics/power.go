package metrics

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// power is the customary chance of finding a difference that is there (Cohen 1988).
const power = 0.8

// WelchPower is the chance that a two-sided Welch test at 5 % finds a difference of means, with n ≥ 2 figures in each
// of two groups of these standard deviations. The test's T is noncentral t with Welch and Satterthwaite's degrees of
// freedom, those of the true deviations: exact where the deviations are equal (statsmodels' TTestIndPower), close where
// they are not.
func WelchPower(difference, sdA, sdB float64, n int) float64 {
	a, b := sdA*sdA/float64(n), sdB*sdB/float64(n)
	switch {
	case difference == 0 && a+b == 0:
		return 0
	case a+b == 0:
		return 1
	}
	freedom := (a + b) * (a + b) * float64(n-1) / (a*a + b*b)
	critical := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(1 - significance/2)
	return beyond(critical, freedom, math.Abs(difference)/math.Sqrt(a+b))
}

// beyond is P(|T| > t) of noncentral t, T = (Z + shift) / S: over the density of S, the root of χ²/freedom, which has a
// mean near 1 and a deviation near 1/√(2·freedom).
func beyond(t, freedom, shift float64) float64 {
	const reach, nodes = 9, 500 // what lies farther out adds less than 1e-12
	spread := reach / math.Sqrt(2*freedom)
	half := freedom / 2
	gamma, _ := math.Lgamma(half)
	scale := math.Ln2 + half*math.Log(half) - gamma
	inside := quad.Fixed(func(s float64) float64 {
		density := math.Exp(scale + (freedom-1)*math.Log(s) - half*s*s)
		return density * (distuv.UnitNormal.CDF(t*s-shift) - distuv.UnitNormal.CDF(-t*s-shift))
	}, math.Max(0, 1-spread), 1+spread, nodes, nil, 0)
	return min(max(1-inside, 0), 1)
}

// SeedsNeeded is the smallest number of figures in each of two groups, seeds of two recipes say, with which a two-sided
// Welch test at 5 % finds a difference of means with a chance of 80 %. It is 0 when a million are not enough, as for no
// difference.
func SeedsNeeded(difference, sdA, sdB float64) int {
	const least, most = 2, 1_000_000
	n := least + sort.Search(most-least+1, func(i int) bool { return WelchPower(difference, sdA, sdB, least+i) >= power })
	if n > most {
		return 0
	}
	return n
}
