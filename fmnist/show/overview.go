package show

import (
	"context"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// Overview is the exploration in figures: summary.json of fmnist explore.
type Overview struct {
	Classes    []string       `json:"classes"`
	TrainShape [3]int         `json:"train_shape"`
	TestShape  [3]int         `json:"test_shape"`
	Mean       float64        `json:"mean"` // of the training pixels / 255
	Std        float64        `json:"std"`
	Missing    int            `json:"missing"` // in both sets
	Duplicates Duplicates     `json:"duplicates"`
	Explained  []float64      `json:"explained_variance_ratio"`
	TSNE       MapFigures     `json:"tsne"`
	Synthetic  bool           `json:"synthetic_data,omitempty"`
	Counts     map[string]int `json:"counts"` // training images per class
}

// Duplicates are rows that repeat an earlier one, label included, as pandas counts them.
type Duplicates struct {
	Train  int `json:"train"`
	Test   int `json:"test"`
	Across int `json:"across"` // test images that are in the training set
}

// MapFigures say how good a t-SNE map is and what it cost.
type MapFigures struct {
	Points          int     `json:"points"`
	Seconds         float64 `json:"seconds"`
	KL              float64 `json:"kl"`
	Trustworthiness float64 `json:"trustworthiness"`
	KNNAccuracy     float64 `json:"knn_accuracy"`
}

// Picture is a chart with the name of its file.
type Picture struct {
	Name  string
	Chart chart.Chart
}

// Summarize computes everything that the two reports look at. points limits the t-SNE map to a random sample of the
// training images; 0 takes all.
func Summarize(ctx context.Context, s *study.Study, points int, seed uint64,
	progress func(stage string, iteration int, kl float64)) (*Overview, []Picture, error) {
	l := Data{s.Look()}
	o, err := figures(s)
	if err != nil {
		return nil, nil, err
	}
	pictures := []Picture{{"balance", l.Balance()}, {"gallery", l.Gallery(10, 10)}, {"classes", l.ByClass(10)},
		{"audit", l.Audit()}, {"head", l.Head(5)}}
	add := func(name string, c chart.Chart, err error) error {
		pictures = append(pictures, Picture{name, c})
		return err
	}
	for _, p := range []struct {
		name string
		draw func() (chart.Chart, error)
	}{{"class-means", l.ClassMeans}, {"variance", l.Variance}, {"summary", l.Summary},
		{"correlation", func() (chart.Chart, error) { return l.Correlation(ctx) }}} {
		c, err := p.draw()
		if err := add(p.name, c, err); err != nil {
			return nil, nil, err
		}
	}
	pca, err := l.PCA(ctx)
	if err != nil {
		return nil, nil, err
	}
	c := Components{pca}
	o.Explained = c.Model.Ratio
	pictures = append(pictures, Picture{"pca", c.Scatter()}, Picture{"scree", c.Scree()},
		Picture{"components", c.Images(10)})
	if points > 0 && points < l.Set().Len() {
		l = l.Sample(points, seed)
	}
	tsneMap, err := l.TSNE(ctx, tsne.Options{Seed: seed, Progress: progress})
	if err != nil {
		return nil, nil, err
	}
	m := Map{tsneMap}
	o.TSNE = MapFigures{len(m.Result.Points), m.Seconds, m.Result.KL, m.Trustworthiness, m.KNNAccuracy}
	return o, append(pictures, Picture{"tsne", m.Scatter()}), ctx.Err()
}

func figures(s *study.Study) (*Overview, error) {
	summary, err := s.Data.Summary()
	if err != nil {
		return nil, err
	}
	a := s.Data.Audit()
	o := &Overview{Classes: summary.Classes, TrainShape: summary.TrainShape, TestShape: summary.TestShape,
		Mean: summary.Mean, Std: summary.Std,
		Missing:    a.Train.Missing + a.Test.Missing,
		Duplicates: Duplicates{a.Train.Rows.Extra, a.Test.Rows.Extra, a.Across.Images},
		Synthetic:  summary.Synthetic, Counts: map[string]int{}}
	for i, n := range summary.TrainCounts {
		o.Counts[summary.Classes[i]] = n
	}
	return o, nil
}
