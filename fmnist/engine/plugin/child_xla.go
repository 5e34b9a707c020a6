//go:build xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64))

package plugin

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/gomlx/core/graph"
)

// A program that is asked to try a plugin does so before its own main starts, and ends.
func init() {
	path, ok := os.LookupEnv(tryVariable)
	if !ok {
		return
	}
	_ = os.Unsetenv(tryVariable)
	line, err := json.Marshal(child(At(path)))
	if err != nil {
		line = []byte(err.Error())
	}
	fmt.Printf("\n%s\n", line)
	os.Exit(0)
}

// child loads the plugin and computes 1+…+4 on it.
func child(p Plugin) Verdict {
	if err := register(registered(p), p); err != nil {
		return Verdict{Broken: firstLine(err)}
	}
	b, err := Open(p, "")
	if err != nil {
		return Verdict{Lacks: lacking(reason(err))}
	}
	v := Verdict{Kind: "cpu", Devices: b.NumDevices()}
	if p.Is("cuda") {
		v.Kind = "cuda"
	}
	if plugin, err := pjrt.GetPlugin(registered(p)); err == nil {
		major, minor := plugin.Version()
		v.Version = fmt.Sprintf("%d.%d", major, minor)
	}
	e, err := graph.NewExec(b, func(g *graph.Graph) *graph.Node {
		return graph.ReduceAllSum(graph.AddScalar(graph.IotaFull(g, shapes.Make(dtypes.Float32, 4)), 1))
	})
	if err == nil {
		var out []any
		out, err = values(e)
		if err == nil && fmt.Sprint(out...) != "10" {
			return Verdict{Broken: fmt.Sprintf("it computes %v for 1+2+3+4", out...)}
		}
	}
	if err != nil {
		return Verdict{Broken: firstLine(err)}
	}
	return v
}

func values(e *graph.Exec) ([]any, error) {
	tensors, err := e.Call()
	var out []any
	for _, t := range tensors {
		out = append(out, t.Value())
	}
	return out, err
}

// reason is what the plugin itself said: GoMLX puts its own words in front.
func reason(err error) string {
	s := firstLine(err)
	if _, own, ok := strings.Cut(s, "PJRT error"); ok {
		if _, text, ok := strings.Cut(own, ": "); ok {
			s = text
		}
	}
	return strings.TrimSuffix(s, ".")
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

// lacking says what a plugin misses that was loaded and gave no client for this reason. XLA has several sentences for a
// machine, or a CUDA_VISIBLE_DEVICES, without a device.
func lacking(why string) string {
	for _, text := range []string{"no visible gpu", "no supported devices", "no_device", "no cuda-capable device"} {
		if strings.Contains(strings.ToLower(why), text) {
			return "no visible GPU"
		}
	}
	return "no usable device (" + why + ")"
}
