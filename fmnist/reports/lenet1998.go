package reports

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// shapes1998 are the columns of report 2's table that are no parameters of the network here: where each layer of
// nets.LeNet1998 looks, by how much it moves on, and the function behind it. Section II.B of LeCun et al. 1998.
var shapes1998 = []struct{ name, kind, kernel, stride, activation string }{
	{"C1", "convolution", "5×5", "1", "none"},
	{"S2", "sub-sampling, trained", "2×2", "2", "scaled tanh"},
	{"C3", "convolution, 3, 4 or 6 maps each", "5×5", "1", "none"},
	{"S4", "sub-sampling, trained", "2×2", "2", "scaled tanh"},
	{"C5", "convolution", "5×5", "1", "scaled tanh"},
	{"", "", "", "", ""}, // Flatten changes nothing
	{"F6", "fully connected", "–", "–", "scaled tanh"},
	{"output", "distances to fixed codes (RBF)", "–", "–", "none"},
}

// LeNet1998 is report 2's table of the LeNet-5 of 1998, layer by layer: maps, size, kernel, stride, activation, and the
// numbers of parameters and connections, which are counted from the network and not copied.
func LeNet1998() (chart.Table, error) {
	t := chart.Table{Title: "LeNet-5 in 1998", Align: "llrrrrlrr",
		Header: []string{"layer", "", "maps", "size", "kernel", "stride", "activation", "parameters", "connections"},
		Rows:   [][]string{{"input", "image", "1", "32×32", "–", "–", "–", "", ""}}}
	s, err := nets.Summarize(nets.LeNet1998())
	if err != nil {
		return t, err
	}
	for i, row := range s.Layers {
		known := shapes1998[i]
		if known.name == "" {
			continue
		}
		maps, size := "–", fmt.Sprint(row.Shape[0])
		if len(row.Shape) == 3 {
			maps, size = fmt.Sprint(row.Shape[2]), fmt.Sprintf("%d×%d", row.Shape[0], row.Shape[1])
		}
		t.Rows = append(t.Rows, []string{known.name, known.kind, maps, size, known.kernel, known.stride,
			known.activation,
			fmt.Sprint(row.Params), fmt.Sprint(row.Connections)})
	}
	return t, nil
}
