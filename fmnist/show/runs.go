package show

import (
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Runs lists what the store holds. (Tour, "What is on disk".)
func Runs(store runs.Store) (chart.Table, error) {
	list, err := store.List()
	t := chart.Table{Title: "Runs in " + text.Path(store.Dir()),
		Header: []string{"run", "status", "epochs", "time", "best", "age", "size"}, Align: "lllrrrr"}
	for _, i := range list {
		score := ""
		if i.ScoreName != "" {
			score = fmt.Sprintf("%s %.4f", i.ScoreName, i.Score)
		}
		t.Rows = append(t.Rows, []string{i.Entry, string(i.Status), fmt.Sprint(i.Epochs),
			text.Duration(i.Seconds), score,
			text.Duration(max(0, time.Since(i.Updated).Seconds())), fmt.Sprintf("%.1f MB", float64(i.Bytes)/1e6)})
	}
	return t, err
}
