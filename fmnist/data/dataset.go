package data

// Dataset is the training and the test set with where they came from.
type Dataset struct {
	Train, Test Set

	// Edition is which data these are: Fashion, "MNIST", "KMNIST", or a name of their own, such as the folder's.
	Edition string
	// Source says where the data came from, for people: a folder, a cache, "synthetic …".
	Source string
	// Synthetic marks drawn garments: pictures made of them must say so.
	Synthetic bool
	// Official is true when pixels, labels and order are those of the published files.
	Official bool
	// Notes are warnings, one sentence each: a cache that could not be written, files
	// that have the official names and counts but other contents.
	Notes []string
}

// ClassNames are the ten class names by label.
func (d Dataset) ClassNames() []string { return d.Train.ClassNames() }
