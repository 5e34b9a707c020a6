package hyperband

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Importance says how much a parameter by itself had to do with the scores of a search.
type Importance struct {
	Name string
	// Share of the variance of the ranks that the parameter explains, from 0 to 1, corrected for what chance alone
	// would explain (Kelley's ε²). The shares of all parameters need not add up to 1: interactions belong to none.
	Share float64
	// Chance is the probability of a share at least as large if the parameter had no influence. Above 0.05 the share is
	// no evidence of anything; with 22 points that is common.
	Chance float64
	// Trend is Spearman's rank correlation of value and goodness: positive if larger values did better. 0 for strings
	// and bools, which have no order.
	Trend float64
	// Points that had the parameter.
	Points int
}

// Importance estimates the influence of each parameter, the largest share first.
//
// Every point counts once, in the round in which it was drawn: later rounds are chosen by score, which would bias the
// estimate. A score is replaced by its rank among the trials of its round, so that rounds of different epochs can be
// put together. The values of a parameter are put into groups (each option, or three of equal size for numbers with
// more than three values), and the share is the variance between the groups. It sees what one parameter does on
// average, curved or not, and no interactions.
func (s *Search) Importance() []Importance {
	var list []Importance
	for _, p := range s.space {
		if importance, ok := s.importance(p); ok {
			list = append(list, importance)
		}
	}
	slices.SortStableFunc(list, func(a, b Importance) int { return cmp.Compare(b.Share, a.Share) })
	return list
}

// ranked is a value of one parameter with the goodness of its trial: the rank in its round, near 0 for the worst and
// near 1 for the best.
type ranked struct {
	value    any
	goodness float64
	round    int
}

// importance estimates one parameter; ok is false when too few points are scored or all have the same value.
func (s *Search) importance(p Param) (result Importance, ok bool) {
	observed := s.observe(p.Name)
	groups, count := grouped(observed)
	const fewest = 2 // observations more than groups, or there is nothing to compare the groups with
	if count < 2 || len(observed) < count+fewest {
		return Importance{}, false
	}
	goodness := make([]float64, len(observed))
	for i, o := range observed {
		goodness[i] = o.goodness
	}
	share := between(goodness, groups, count)
	return Importance{
		Name: p.Name, Share: max(0, share), Points: len(observed), Trend: trend(observed),
		Chance: chance(observed, goodness, groups, count, share),
	}, true
}

// observe lists the points of all first rounds that have the parameter.
func (s *Search) observe(name string) []ranked {
	var observed []ranked
	for b, rounds := range s.rounds {
		best := s.sorted(rounds[0])
		for i := 0; i < len(best); {
			ties := i + 1
			for ties < len(best) && best[ties].Score == best[i].Score {
				ties++
			}
			place := float64(i+ties) / 2 // equal scores share the middle of their ranks
			for ; i < ties; i++ {
				if value, has := best[i].Point[name]; has {
					observed = append(observed, ranked{value, 1 - place/float64(len(best)), b})
				}
			}
		}
	}
	return observed
}

// grouped returns the group of each observation and the number of groups.
func grouped(observed []ranked) (groups []int, count int) {
	const bins = 3 // low, middle, high: the fewest that show a best value in the middle
	var distinct []any
	for _, o := range observed {
		if !slices.ContainsFunc(distinct, func(v any) bool { return equal(v, o.value) }) {
			distinct = append(distinct, o.value)
		}
	}
	groups = make([]int, len(observed))
	if _, numbers := number(first(observed)); !numbers || len(distinct) <= bins {
		for i, o := range observed {
			groups[i] = slices.IndexFunc(distinct, func(v any) bool { return equal(v, o.value) })
		}
		return groups, len(distinct)
	}
	position := midRanks(observed, func(o ranked) float64 { f, _ := number(o.value); return f })
	for i := range observed {
		groups[i] = min(bins-1, int(position[i]*bins)) // equal values share a rank, hence a group
	}
	used := slices.Sorted(slices.Values(groups))
	used = slices.Compact(used)
	for i, g := range groups {
		groups[i] = slices.Index(used, g)
	}
	return groups, len(used)
}

func first(observed []ranked) any {
	if len(observed) == 0 {
		return nil
	}
	return observed[0].value
}

// midRanks returns the ranks of some observations between 0 and 1; equal ones share the middle of theirs.
func midRanks(observed []ranked, by func(ranked) float64) []float64 {
	ranks := make([]float64, len(observed))
	for i, a := range observed {
		below, same := 0, 0
		for _, b := range observed {
			switch cmp.Compare(by(b), by(a)) {
			case -1:
				below++
			case 0:
				same++
			}
		}
		ranks[i] = (float64(below) + float64(same)/2) / float64(len(observed))
	}
	return ranks
}

// between returns the share of the variance of y that lies between groups, corrected so that its mean is 0 without any
// influence: ε² = 1 - (1-η²)(n-1)/(n-k). It may be negative.
func between(y []float64, groups []int, count int) float64 {
	sums, sizes, mean := make([]float64, count), make([]float64, count), 0.0
	for i, v := range y {
		sums[groups[i]] += v
		sizes[groups[i]]++
		mean += v / float64(len(y))
	}
	total, inner := 0.0, 0.0
	for i, v := range y {
		total += (v - mean) * (v - mean)
		d := v - sums[groups[i]]/sizes[groups[i]]
		inner += d * d
	}
	if total == 0 {
		return 0
	}
	n, k := float64(len(y)), float64(count)
	return 1 - inner/total*(n-1)/(n-k)
}

// chance shuffles the goodness within each round and counts how often the share is as large. The seed is fixed, so that
// the same search shows the same number.
func chance(observed []ranked, goodness []float64, groups []int, count int, share float64) float64 {
	const shuffles = 999 // with the observation itself a resolution of 0.001
	random := rand.New(rand.NewPCG(1, 2))
	shuffled, hits := slices.Clone(goodness), 1
	for range shuffles {
		for from := 0; from < len(observed); {
			to := from
			for to < len(observed) && observed[to].round == observed[from].round {
				to++
			}
			part := shuffled[from:to]
			random.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
			from = to
		}
		if between(shuffled, groups, count) >= share-1e-12 { // equal arrangements may differ by rounding
			hits++
		}
	}
	return float64(hits) / (shuffles + 1)
}

// trend returns Spearman's rank correlation, or 0 when the values have no order or one of the two does not vary.
func trend(observed []ranked) float64 {
	if _, numbers := number(first(observed)); !numbers {
		return 0
	}
	x := midRanks(observed, func(o ranked) float64 { f, _ := number(o.value); return f })
	y := midRanks(observed, func(o ranked) float64 { return o.goodness })
	var xx, yy, xy float64
	for i := range x { // the mean of ranks is 0.5
		xx += (x[i] - 0.5) * (x[i] - 0.5)
		yy += (y[i] - 0.5) * (y[i] - 0.5)
		xy += (x[i] - 0.5) * (y[i] - 0.5)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}
