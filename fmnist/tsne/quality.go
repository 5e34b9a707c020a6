package tsne

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// trustRows is the most rows whose ranks Trustworthiness counts: each costs its distance to all n points.
const trustRows = 10000

// Trustworthiness tells from 0 to 1 how far the k nearest neighbours in the embedding were near in x too:
// 1 - 2/(n·k·(2n-3k-1)) · Σi Σj max(0, rank of j among i's neighbours in x - k), the sum over the k neighbours j of
// i in the embedding (Venna and Kaski 2001; scikit-learn's trustworthiness). k must be below half the number of points.
//
// Up to 10,000 points all rows count. Beyond that, the sum is estimated from 10,000 rows at even distances, each
// still ranked against all points; the estimate is off by about 1e-4.
func Trustworthiness(ctx context.Context, x pca.Matrix, points [][2]float64, k int) (float64, error) {
	n := len(points)
	if err := x.Check(); err != nil {
		return 0, fmt.Errorf("tsne.Trustworthiness: %w", err)
	}
	if err := checkPoints("tsne.Trustworthiness", points, x.Rows, "rows of data"); err != nil {
		return 0, err
	}
	if k < 1 || 2*k >= n {
		return 0, fmt.Errorf("tsne.Trustworthiness: k is %d, which must be at least 1 and below half of the %d points", k, n)
	}
	data, err := centred(x)
	if err != nil {
		return 0, err
	}
	rows := min(n, trustRows)
	right := augment(data, x.Cols)
	near := newCells(points)
	blocks := (rows + queryRows - 1) / queryRows
	penalties := make([]float64, blocks)
	scratch := make([]rankScratch, workers())
	parallel(blocks, func(worker, b int) {
		if ctx.Err() == nil {
			s := &scratch[worker]
			s.choose(near, n, rows, b*queryRows, min((b+1)*queryRows, rows), k)
			penalties[b] = s.penalty(data, right, x.Cols, k)
		}
	})
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("tsne.Trustworthiness was stopped: %w", err)
	}
	var sum float64
	for _, p := range penalties {
		sum += p
	}
	return 1 - 2*sum/(float64(rows)*float64(k)*float64(2*n-3*k-1)), nil
}

// queryRows × tileRows is the tile of the distance matrix that is held at a time: 256 × 512 float32 are half a
// megabyte, which stays in a core's L2 between the product that fills it and the count that reads it.
const (
	queryRows = 256
	tileRows  = 512
)

// augment adds to each row y a column with -|y|²/2: its product with (x, 1) is then x·y - |y|²/2.
func augment(x []float32, cols int) []float32 {
	n, wide := len(x)/cols, cols+1
	out := make([]float32, n*wide)
	forRows(n, func(i int) {
		row := x[i*cols : (i+1)*cols]
		copy(out[i*wide:], row)
		out[i*wide+cols] = float32(-squaredLength(row) / 2)
	})
	return out
}

// rankScratch is one worker's memory: a block of rows with their neighbours in the embedding.
type rankScratch struct {
	tile    []float32
	queries []float32
	rows    []int
	near    [][]found
	score   [][]float32
	rank    [][]int
}

// choose looks up the embedding's neighbours of the chosen rows first … last-1 out of n points.
func (s *rankScratch) choose(near *cells, n, rows, first, last, k int) {
	s.rows, s.near = s.rows[:0], s.near[:0]
	for r := first; r < last; r++ {
		i := r * n / rows
		s.rows = append(s.rows, i)
		s.near = append(s.near, near.nearest(i, k, nil))
	}
}

// penalty ranks the neighbours and adds up by how much they exceed k.
func (s *rankScratch) penalty(data, right []float32, cols, k int) float64 {
	n, wide := len(data)/cols, cols+1
	s.queries, s.score, s.rank = s.queries[:0], s.score[:0], s.rank[:0]
	for r, i := range s.rows {
		s.queries = append(append(s.queries, data[i*cols:(i+1)*cols]...), 1)
		query := s.queries[r*wide:]
		scores := make([]float32, k)
		for e, f := range s.near[r] {
			scores[e] = dot(query, right[int(f.index)*wide:])
		}
		s.score, s.rank = append(s.score, scores), append(s.rank, make([]int, k))
	}
	if s.tile == nil {
		s.tile = make([]float32, queryRows*tileRows)
	}
	for first := 0; first < n; first += tileRows {
		width := min(tileRows, n-first)
		kernel.MatMul(s.tile[:len(s.rows)*width], s.queries, right[first*wide:(first+width)*wide], len(s.rows), width,
			wide, false, true)
		for r := range s.rows {
			s.count(r, s.tile[r*width:(r+1)*width], first)
		}
	}
	var sum float64
	for _, ranks := range s.rank {
		for _, nearer := range ranks {
			sum += max(0, float64(nearer+1-k))
		}
	}
	return sum
}

// count adds to each neighbour's rank the points of a tile that are nearer in the data.
func (s *rankScratch) count(r int, tile []float32, first int) {
	scores, ranks, least := s.score[r], s.rank[r], s.score[r][0]
	for _, v := range scores {
		least = min(least, v)
	}
	for j, v := range tile {
		if v <= least || first+j == s.rows[r] {
			continue
		}
		for e, score := range scores {
			if v > score && int(s.near[r][e].index) != first+j {
				ranks[e]++
			}
		}
	}
}

func dot(a, b []float32) float32 {
	var sum float32
	b = b[:len(a)]
	for i, v := range a {
		sum += float32(v * b[i])
	}
	return sum
}

// KNNAccuracy is the share of points whose class is that of most of their k nearest neighbours in the embedding, the
// point itself left out; a tie goes to the lower class, as in scikit-learn. It is exact for any number of points.
func KNNAccuracy(points [][2]float64, labels []uint8, k int) (float64, error) {
	n := len(points)
	if err := checkPoints("tsne.KNNAccuracy", points, len(labels), "labels"); err != nil {
		return 0, err
	}
	if k < 1 || k >= n {
		return 0, fmt.Errorf("tsne.KNNAccuracy: k is %d, which must be at least 1 and below the %d points", k, n)
	}
	near := newCells(points)
	chunks := (n + chunkPoints - 1) / chunkPoints
	right := make([]int, chunks)
	parallel(chunks, func(_, c int) {
		var list []found
		for i := c * chunkPoints; i < min((c+1)*chunkPoints, n); i++ {
			var votes [256]int
			list = near.nearest(i, k, list)
			for _, f := range list {
				votes[labels[f.index]]++
			}
			winner := 0
			for class, count := range votes {
				if count > votes[winner] {
					winner = class
				}
			}
			if winner == int(labels[i]) {
				right[c]++
			}
		}
	})
	total := 0
	for _, r := range right {
		total += r
	}
	return float64(total) / float64(n), nil
}

func checkPoints(where string, points [][2]float64, others int, what string) error {
	if len(points) == 0 {
		return fmt.Errorf("%s: the embedding is empty; pass Result.Points", where)
	}
	if len(points) != others {
		return fmt.Errorf("%s: there are %d points and %d %s; pass one for each", where, len(points), others, what)
	}
	for i, p := range points {
		if sum := p[0] + p[1]; sum-sum != 0 {
			return fmt.Errorf("%s: point %d is (%v, %v); embeddings with such values cannot be judged", where, i,
				p[0], p[1])
		}
	}
	return nil
}
