// Package show turns results into pictures and tables, and shows slow verbs while they work. It is the only package
// that talks to the notebook's wire, package nb.
//
// Its types are those of package study with their pictures as methods: Run{run}.Curves(). Each knows what Show makes of
// it.
package show

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// note is what every picture of made-up data says, and of FMNIST_QUICK's few images.
func note(s *study.Study, c chart.Chart) chart.Chart {
	if s.Data.Synthetic {
		c = chart.WithNote(c, "synthetic data")
	}
	if s.Quick {
		c = chart.WithNote(c, "FMNIST_QUICK: few images, short plans")
	}
	return c
}

// The results of package study, with their pictures.
type (
	// Run is one training.
	Run struct{ *study.Run }
	// Comparison sets runs beside each other.
	Comparison struct{ *study.Comparison }
	// CrossValidation is the outcome of k trainings.
	CrossValidation struct{ *study.CrossValidation }
	// Repetition is one recipe trained with several seeds.
	Repetition struct{ *study.Repetition }
	// Recipes sets repetitions beside each other.
	Recipes struct{ *study.Recipes }
	// Search is a search for hyperparameters.
	Search struct{ *study.Search }
	// Components is a fitted PCA.
	Components struct{ *study.Components }
	// Map is a t-SNE map.
	Map struct{ *study.Map }
	// Prediction is what a network takes somebody's own picture for.
	Prediction struct{ *study.Prediction }
)
