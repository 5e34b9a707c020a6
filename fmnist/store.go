package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Runs lists everything on disk, with time and score. (Tour, "What is on disk".)
func Runs() chart.Table { return must(show.Runs(must(study.Store()))) }

// Forget removes the stored run of a plan; training it again starts from nothing. (Tour, "What is on disk".)
func Forget(plan Plan) {
	info := must(current().Forget(plan))
	check(nb.Show("forgot " + info.Entry))
}
