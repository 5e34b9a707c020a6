package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Train trains the plan, or answers at once when it was trained before, and says which. Interrupt it and run the cell
// again: it goes on where it stopped. Declared above %%, the run is there in every later cell. (Tour, "Train".)
func Train(plan Plan, options ...TrainOption) *Run {
	return &Run{result(func() show.Run {
		own := *current()
		for _, option := range options {
			option(&own)
		}
		return announced(must(own.Train(session(), plan)))
	})}
}

// TrainOption says what else happens while a plan is trained. It changes no figure of the run.
type TrainOption func(*study.Study)

// Log writes the figures of every epoch as it ends: into event files that TensorBoard shows as they grow, with
// Log("tensorboard:logs"), or into a table, with Log("run.csv"). Epochs that the run has already come first; each is
// written once.
func Log(to string) TrainOption { return func(s *study.Study) { s.Log = to } }

// Find opens a stored run by its name, or by the start of its name; Runs lists them. (Tour, "What is on disk".)
func Find(name string) *Run {
	return &Run{result(func() show.Run { return announced(must(current().Find(session(), name))) })}
}

// Import turns another program's trained network into a run: Keras' .keras, .h5 and .weights.h5, PyTorch's state dict
// as .safetensors. It is tested, and stands beside the others: Compare it, or train its Plan() for some epochs to go on
// from its weights. known says what the file does not: Plan{Name: "theirs", Net: LeNet5}, the network where the file
// holds weights alone, or Plan{Net: Net("").Padded()} for a model that takes 32×32. docs/EXCHANGE.md lists what is
// read.
func Import(file string, known ...Plan) *Run {
	return &Run{result(func() show.Run {
		in := execute.Import{File: above(file)}
		switch len(known) {
		case 0:
		case 1:
			in.Name, in.Prepare = known[0].Name, known[0].Net.Prepare
			if n := known[0].Net; len(n.Layers) > 0 {
				in.Net = &n
			}
		default:
			fail("Import takes one plan beside the file, with the Name and the Net that are known")
		}
		return announced(must(current().Import(session(), in)))
	})}
}

// announced says where a run comes from, once.
func announced(r *study.Run) show.Run {
	check(nb.Show(r.String()))
	return show.Run{Run: r}
}
