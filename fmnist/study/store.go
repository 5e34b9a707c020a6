package study

import (
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Runs lists what the store holds. (Tour, "What is on disk".)
func Runs(store runs.Store) (chart.Table, error) {
	list, err := store.List()
	t := chart.Table{Title: "Runs in " + short(store.Dir()), Header: []string{"run", "status", "epochs", "time", "best", "age", "size"}, Align: "lllrrrr"}
	for _, i := range list {
		score := ""
		if i.ScoreName != "" {
			score = fmt.Sprintf("%s %.4f", i.ScoreName, i.Score)
		}
		t.Rows = append(t.Rows, []string{i.Entry, string(i.Status), fmt.Sprint(i.Epochs), duration(i.Seconds), score,
			duration(max(0, time.Since(i.Updated).Seconds())), fmt.Sprintf("%.1f MB", float64(i.Bytes)/1e6)})
	}
	return t, err
}

// Forget removes the stored run of a plan, so that it is trained anew when asked for next.
func (s *Study) Forget(p plan.Plan) (runs.Info, error) {
	id, err := s.shorten(p).ID(s.Data)
	if err != nil {
		return runs.Info{}, err
	}
	return s.Store.ForgetRun(id)
}
