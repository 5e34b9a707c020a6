package study

import (
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Display shows slow verbs while they work. Package show has the one for notebooks and terminals.
type Display interface {
	// Training shows one training.
	Training() plan.Progress
	// Series shows several trainings: what each of them is, "fold" or "seed", and how many.
	Series(what string, of int) SeriesDisplay
	// Search shows a search.
	Search(s *Search) SearchDisplay
}

// SeriesDisplay shows the trainings of a series. Of those that work side by side one speaks at a time.
type SeriesDisplay interface {
	Begin(number int) plan.Progress // from 1; of one that has to be trained
	Close()
}

// SearchDisplay shows the trials of a search as they are trained. Of those that work side by side one speaks at a time.
type SearchDisplay interface {
	// Cost is told before the first training; a search that is stored wholly has none.
	Cost() error
	Begin(t hyperband.Trial) plan.Progress
	End(t Trial)
	Close() error
}
