package child

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/execute"
)

func TestFloats(t *testing.T) {
	want := floats{0, -1.5, math.MaxFloat32, float32(math.Inf(1)), math.SmallestNonzeroFloat32}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got floats
	if err := json.Unmarshal(raw, &got); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v; %v", got, want, err)
	}
}

// doctor is an executor that only knows what is installed.
type doctor struct{ execute.Executor }

func (doctor) Doctor(context.Context) []execute.Fact { return []execute.Fact{{Name: "go", Value: "1"}} }

// Whatever comes down the wire, the server answers requests and ends with its input.
func FuzzServe(f *testing.F) {
	f.Add(`{"id":1,"verb":"doctor"}`)
	f.Add(`{"id":1,"verb":"train","place":{"store":""},"body":{}}`)
	f.Add(`{"id":2,"cancel":true}` + "\n" + `{"id":`)
	f.Fuzz(func(t *testing.T, lines string) {
		if strings.Contains(lines, "store") || strings.Contains(lines, "tore\"") {
			t.Skip("a store would be made on the disk")
		}
		var out bytes.Buffer
		if err := Serve(context.Background(), doctor{}, strings.NewReader(lines+"\n"+`{"id":7,"verb":"doctor"}`+"\n"),
			&out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), `"id":7`) {
			t.Errorf("the last request has no answer: %q", out.String())
		}
	})
}
