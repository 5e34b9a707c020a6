// Command explore times one task of the data exploration and prints the outcome as one line of JSON. The script
// ../explore.py runs it in turn with its Python counterpart and writes ../explore.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/pca"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// outcome is what explore_peer.py prints too.
type outcome struct {
	Seconds    []float64    `json:"seconds"`
	PeakMiB    float64      `json:"peak_mib"`
	KL         float64      `json:"kl,omitempty"`
	Stages     []tsne.Stage `json:"stages,omitempty"`
	Iterations int          `json:"iterations,omitempty"`
}

func main() {
	task := flag.String("task", "correlation", "correlation, pca2, pca50 or tsne")
	repeat := flag.Int("repeat", 1, "how often to run it in this process")
	n := flag.Int("points", 5000, "points for tsne")
	iterations := flag.Int("iterations", 1000, "iterations for tsne")
	seed := flag.Uint64("seed", 1, "seed for tsne")
	out := flag.String("out", "", "file for the embedding, as JSON")
	profile := flag.String("profile", "", "file for a CPU profile of tsne")
	judge := flag.Bool("judge", false, "judge the embeddings (files of JSON) that are named, whoever made them")
	flag.Parse()
	var err error
	if *judge {
		err = judgeFiles(flag.Args())
	} else {
		err = run(*task, *repeat, *n, tsne.Options{Iterations: *iterations, Seed: *seed}, *out, *profile)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(task string, repeat, n int, options tsne.Options, out, profile string) error {
	ctx := context.Background()
	d, err := data.Load(ctx, data.Options{})
	if err != nil {
		return err
	}
	x, err := pca.Bytes(d.Train.Images, 784, 1.0/255)
	if err != nil {
		return err
	}
	var o outcome
	if task == "tsne" {
		o, err = embed(ctx, x, n, options, out, profile)
	} else {
		o, err = timeTask(ctx, x, task, repeat)
	}
	if err != nil {
		return err
	}
	o.PeakMiB = peakMiB()
	return json.NewEncoder(os.Stdout).Encode(o)
}

func timeTask(ctx context.Context, x pca.Matrix, task string, repeat int) (outcome, error) {
	tasks := map[string]func() error{
		"correlation": func() error { _, _, err := pca.Correlation(ctx, x); return err },
		"pca2":        func() error { _, err := pca.Fit(ctx, x, 2); return err },
		"pca50":       func() error { _, err := pca.Fit(ctx, x, 50); return err },
	}
	do, ok := tasks[task]
	if !ok {
		return outcome{}, fmt.Errorf("explore: there is no task %q; use correlation, pca2, pca50 or tsne", task)
	}
	var o outcome
	for range repeat {
		began := time.Now()
		if err := do(); err != nil {
			return outcome{}, err
		}
		o.Seconds = append(o.Seconds, time.Since(began).Seconds())
	}
	return o, nil
}

// embed times tsne.Fit alone: the 50 principal components are made before, as in the Python counterpart.
func embed(ctx context.Context, x pca.Matrix, n int, options tsne.Options, out, profile string) (outcome, error) {
	model, err := pca.Fit(ctx, x, 50)
	if err != nil {
		return outcome{}, err
	}
	scores, err := model.Transform(ctx, x.Head(n))
	if err != nil {
		return outcome{}, err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return outcome{}, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return outcome{}, err
		}
		defer pprof.StopCPUProfile()
	}
	began := time.Now()
	r, err := tsne.Fit(ctx, scores, options)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{Seconds: []float64{time.Since(began).Seconds()}, KL: r.KL, Iterations: r.Iterations, Stages: r.Stages}
	if out == "" {
		return o, nil
	}
	text, err := json.Marshal(r.Points)
	if err != nil {
		return outcome{}, err
	}
	return o, os.WriteFile(out, text, 0o644)
}

// peakMiB is the process's largest resident memory so far, 0 where the system does not tell.
func peakMiB() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(text)[0], 64)
			return kib / 1024
		}
	}
	return 0
}
