package study

import (
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Display shows slow verbs while they work. Package show has the one for notebooks and terminals.
type Display interface {
	// Training shows one training.
	Training() plan.Progress
	// Series shows several trainings after one another: what each of them is, "fold" or "seed", and how many.
	Series(what string, of int) SeriesDisplay
	// Search shows a search.
	Search(s *Search) SearchDisplay
}

// SeriesDisplay shows one training of a series after the other.
type SeriesDisplay interface {
	plan.Progress
	Next(number int) // from 1
	Close()
}

// SearchDisplay shows the trials of a search as they are trained.
type SearchDisplay interface {
	plan.Progress
	// Cost is told before the first training; a search that is stored wholly has none.
	Cost() error
	Begin(t hyperband.Trial)
	End(t Trial)
	Close() error
}
