package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Doctor prints versions, backend, device, data and runs: paste it into a bug report. (Tour, "Is everything there?")
func Doctor() {
	t := chart.Table{Title: "Doctor", Header: []string{"", ""}, Align: "ll"}
	for _, f := range study.Doctor(session(), executor()) {
		t.Rows = append(t.Rows, []string{f.Name, f.Value})
	}
	check(nb.Show(t))
}
