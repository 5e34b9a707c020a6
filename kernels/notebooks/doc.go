// Package notebooks names the notebooks that this module ships, reads and checks them, and makes their exercise twins.
// They lie in the folder notebooks/ of a checkout, with nothing else in it than what people open; what is not shipped,
// a learner's scratch notebook, say, is nobody's business here.
//
//	go test ./kernels/notebooks           # execute the shipped notebooks through the real kernel, and check them
//	go generate ./kernels/notebooks       # write notebooks/clean anew after a notebook was edited
package notebooks

//go:generate go test -run ^TestTwins$ . -update

// Folder holds the notebooks, below the root of a checkout; Clean in it their twins, Solutions the worked answers.
const (
	Folder    = "notebooks"
	Clean     = "clean"
	Solutions = "solutions"
)

// Shipped lists the notebooks of this module, in the order in which a newcomer meets them.
func Shipped() []string {
	return []string{"tour.ipynb", "training.ipynb", "report-1.ipynb", "report-2.ipynb"}
}

// Pictures lists what cells of the shipped notebooks read from their folder.
func Pictures() []string { return []string{"dress.png"} }
