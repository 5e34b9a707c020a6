package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// drawn lets every command of a test work on a few drawn garments in a home of its own.
func drawn(t *testing.T) {
	t.Helper()
	t.Setenv("FMNIST_HOME", t.TempDir())
	t.Setenv("FMNIST_DATA", "synthetic:300,100")
	t.Setenv("FMNIST_QUICK", "1")
}

func fmnist(t *testing.T, args ...string) (code int, out, notes string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// object runs a command with -json and checks that standard output is one JSON object with these keys.
func object(t *testing.T, keys []string, args ...string) map[string]any {
	t.Helper()
	code, out, notes := fmnist(t, append(args, "-json")...)
	if code != 0 {
		t.Fatalf("fmnist %s: exit %d: %s", strings.Join(args, " "), code, notes)
	}
	decoder := json.NewDecoder(strings.NewReader(out))
	var o map[string]any
	if err := decoder.Decode(&o); err != nil || decoder.More() {
		t.Fatalf("fmnist %s: standard output is not one JSON object (%v): %q", strings.Join(args, " "), err, out)
	}
	for _, key := range keys {
		if _, ok := o[key]; !ok {
			t.Errorf("fmnist %s: the key %q is missing in %s", strings.Join(args, " "), key, out)
		}
	}
	return o
}

var trainKeys = []string{"run", "cached", "epochs", "epochs_trained", "seconds", "ms_per_step", "history", "test_loss",
	"test_accuracy", "backend"}

func TestTrainThenCached(t *testing.T) {
	drawn(t)
	first := object(t, append(trainKeys, "mirrored"), "train", "-epochs", "2", "-batch", "32", "-mirrored")
	if first["cached"] != false || first["epochs_trained"] != 2. {
		t.Errorf("first: %v", first)
	}
	history := first["history"].(map[string]any)
	for _, key := range []string{"loss", "accuracy", "val_loss", "val_accuracy"} {
		if list, ok := history[key].([]any); !ok || len(list) != 2 {
			t.Errorf("history has no list of two for %q: %v", key, history)
		}
	}
	again := object(t, trainKeys, "train", "-epochs", "2", "-batch", "32")
	if again["cached"] != true || again["epochs_trained"] != 0. || again["test_accuracy"] != first["test_accuracy"] {
		t.Errorf("again: %v", again)
	}
	if _, out, _ := fmnist(t, "train", "-epochs", "2", "-batch", "32"); !strings.Contains(out, "from ") ||
		!strings.Contains(out, "ago") {
		t.Errorf("a cached run must say where it comes from: %q", out)
	}
	list := object(t, []string{"folder", "runs"}, "runs")
	if len(list["runs"].([]any)) != 1 {
		t.Errorf("runs: %v", list)
	}
	object(t, []string{"forgotten"}, "forget", first["run"].(string))
	if object(t, nil, "train", "-epochs", "2", "-batch", "32")["cached"] != false {
		t.Error("a forgotten run must be trained again")
	}
}

// TestBenchStages: the kernels' stages in JSON, or on another backend one sentence.
func TestBenchStages(t *testing.T) {
	drawn(t)
	args := []string{"bench", "-batch", "8", "-steps", "2", "-stages"}
	if class := engine.Class(); class != "go/kernels" {
		if code, _, notes := fmnist(t, args...); code != 1 || !strings.Contains(notes, "leave GOMLX_BACKEND empty") {
			t.Errorf("on %s: exit %d: %s", class, code, notes)
		}
		return
	}
	first := object(t, []string{"roof", "stages"}, args...)["stages"].([]any)[1].(map[string]any)
	if first["name"] != "conv 8×28×28×1 5×5×1×6" || first["gflop"] != 2e-9*8*24*24*6*25 || first["share"].(float64) <= 0 {
		t.Errorf("bench -stages: %v", first)
	}
}

func TestCommandsSpeakJSON(t *testing.T) {
	drawn(t)
	s := object(t, []string{"layers", "total_params", "trainable_params", "non_trainable_params"}, "summary", "-net",
		"lenet5")
	if s["total_params"] != 44426. {
		t.Errorf("summary: %v", s["total_params"])
	}
	for _, key := range []string{"name", "type", "shape", "params"} {
		if _, ok := s["layers"].([]any)[0].(map[string]any)[key]; !ok {
			t.Errorf("a layer lacks %q", key)
		}
	}
	object(t, []string{"go", "backend", "data", "runs"}, "doctor")
	object(t, []string{"source", "train", "test", "fingerprint", "synthetic"}, "data")
	object(t, []string{"ms_per_step", "images_per_second", "backend"}, "bench", "-batch", "8", "-steps", "2")
	cv := object(t, []string{"mean", "sd", "folds"}, "crossval", "-k", "2", "-epochs", "1")
	if folds := cv["folds"].([]any); len(folds) != 2 || folds[0].(map[string]any)["val_accuracy"] == nil {
		t.Errorf("crossval: %v", cv)
	}
	wrong := object(t, []string{"k", "judged", "found", "images"}, "mislabelled", "-k", "2", "-epochs", "1", "-top", "3")
	if images := wrong["images"].([]any); wrong["judged"] != 300. || len(images) != 3 ||
		images[0].(map[string]any)["suggested_class"] == nil {
		t.Errorf("mislabelled: %v", wrong)
	}
	again := object(t, []string{"mean", "sd", "low", "high", "seeds"}, "repeat", "-seeds", "2", "-epochs", "1")
	if seeds := again["seeds"].([]any); len(seeds) != 2 || seeds[1].(map[string]any)["seed"] != 2. {
		t.Errorf("repeat: %v", again)
	}
	if _, out, _ := fmnist(t, "repeat", "-seeds", "3", "-epochs", "1", "-plan-only"); strings.Count(out, "\n") != 1 {
		t.Errorf("two of three seeds are stored, one is to be trained: %q", out)
	}
	curve := object(t, []string{"sizes"}, "learning-curve", "-images", "50,100", "-epochs", "1")
	if sizes := curve["sizes"].([]any); len(sizes) != 2 || sizes[1].(map[string]any)["trained_on"] != 90. {
		t.Errorf("learning-curve: %v", curve)
	}
	object(t, []string{"runs", "mistakes_of_all"}, "compare", "lenet5-fold1", "lenet5-fold2")
	tr := object(t, append(trainKeys, "feature_seconds", "head_params", "frozen_params", "diagnosis"),
		"transfer", "-base", "squeezenet", "-weights", "random:3", "-head", "linear", "-epochs", "1")
	if tr["frozen_params"] != 722496. { // SqueezeNet 1.1 without its classifier
		t.Errorf("transfer: %v frozen parameters", tr["frozen_params"])
	}
	dir := t.TempDir()
	o := object(t, []string{"classes", "train_shape", "test_shape", "mean", "std", "missing", "duplicates",
		"explained_variance_ratio", "tsne"}, "explore", "-out", dir, "-points", "150")
	for _, key := range []string{"points", "seconds", "kl", "trustworthiness", "knn_accuracy"} {
		if _, ok := o["tsne"].(map[string]any)[key]; !ok {
			t.Errorf("tsne lacks %q", key)
		}
	}
	for _, name := range []string{"summary.json", "tsne.png", "correlation.png", "pca.png", "gallery.png", "balance.png"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() < 100 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A plan printed by one command is trained by another, as a cluster does.
func TestPlanFiles(t *testing.T) {
	drawn(t)
	_, out, _ := fmnist(t, "crossval", "-k", "2", "-epochs", "1", "-plan-only")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d plans: %s", len(lines), out)
	}
	for i, line := range lines {
		path := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(path, []byte(line), 0o644); err != nil {
			t.Fatal(err)
		}
		if r := object(t, trainKeys, "run", path); r["cached"] != false {
			t.Errorf("plan %d was cached", i)
		}
	}
	for _, f := range object(t, nil, "crossval", "-k", "2", "-epochs", "1")["folds"].([]any) {
		if f.(map[string]any)["cached"] != true {
			t.Errorf("a fold that another process trained was trained again: %v", f)
		}
	}
}

// Every option of a plan can be said in flags; the printed plan is the trained one.
func TestTrainFlagsAreThePlan(t *testing.T) {
	drawn(t)
	args := strings.Fields("-net lenet5-best -epochs 2 -batch 64 -rate 0.002 -cosine 3 -warmup 1 -flip -shift 1 -erase 0.3 -rotate 5 " +
		"-label-smoothing 0.05 -ema 0.99 -weight-decay 0.01 -patience 4 -monitor val_accuracy -min-delta 0.001 -restore-best -splitting stratified")
	code, out, notes := fmnist(t, append([]string{"train", "-plan-only"}, args...)...)
	if code != 0 {
		t.Fatal(notes)
	}
	p, err := plan.Parse(strings.NewReader(out))
	want := plan.Plan{Net: nets.Best(), Epochs: 2, Batch: 64, Validation: 0.1, Seed: 1, Rate: 0.002, LabelSmoothing: 0.05,
		EMA:       0.99,
		Splitting: data.Stratified, WeightDecay: 0.01, Schedule: &plan.Schedule{Cosine: 3, Warmup: 1},
		Augment:       &plan.Augment{Shift: 1, Flip: true, Erase: 0.3, Rotate: 5},
		EarlyStopping: &plan.Stopping{Monitor: "val_accuracy", Patience: 4, MinDelta: 0.001, Restore: true}}
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("%+v, want %+v, %v", p, want, err)
	}
	path := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(path, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
	object(t, trainKeys, "run", path)
	if object(t, trainKeys, append([]string{"train"}, args...)...)["cached"] != true {
		t.Error("the flags and the plan that they print must be one run")
	}
}

// README.md spells the best LeNet's plan in flags.
func TestReadmeTrainsTheBestLeNet(t *testing.T) {
	drawn(t)
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, line, found := strings.Cut(string(text), "cmd/fmnist train -net lenet5-best")
	line, _, _ = strings.Cut(line, "\n")
	if !found {
		t.Fatal("README.md no longer shows how to train the best LeNet")
	}
	_, out, notes := fmnist(t, append(strings.Fields("train -plan-only -net lenet5-best"), strings.Fields(line)...)...)
	if p, err := plan.Parse(strings.NewReader(out)); err != nil || !reflect.DeepEqual(p, plan.LeNet5Best()) {
		t.Errorf("README.md trains %+v, the best plan is %+v; %v %s", p, plan.LeNet5Best(), err, notes)
	}
}

func TestMistakesAreOneSentence(t *testing.T) {
	drawn(t)
	broken := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(broken, []byte(`{"net": {"layers": []}, "epochz": 3}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ want, args string }{
		{"there is no command", "trian"},
		{"flag provided but not defined", "train -epoch 3"},
		{"not understood", "train lenet5"},
		{`there is no network "lenet6"; the names are`, "train -net lenet6"},
		{"epochs is -3", "train -epochs -3"},
		{"batch is 0", "train -batch 0"},
		{"validation is 1; it must be at least 0 and below 1", "train -validation 1"},
		{"learning rate is 0", "train -rate 0"},
		{"no figure", "train -keep-best val_acc"},
		{"no figure", "train -patience 3 -monitor val_acc"},
		{"add -patience", "train -restore-best"},
		{"two schedules at once", "train -cosine 5 -step-decay 2 -step-decay-factor 0.5"},
		{"a factor above 0", "train -step-decay 2 -step-decay-factor 0"},
		{"two schedules at once", "train -reduce-on-plateau 2 -cosine 5"},
		{"plateau's factor is 2", "train -reduce-on-plateau 2 -reduce-on-plateau-factor 2"},
		{"plateau's patience", "train -reduce-on-plateau -1"},
		{"cannot be a log; give a name that ends in .csv, or tensorboard:DIR", "train -log run.json"},
		{"names no folder", "train -log tensorboard:"},
		{"has room for one training", "repeat -log run.csv"},
		{"-parallel is 0, and must be at least 1", "crossval -parallel 0"},
		{"-parallel is -2", "repeat -parallel -2"},
		{"leave out -parallel, and run the plans side by side", "tune -plan-only -parallel 2"},
		{"each fold begins with those of the one before it", "crossval -keep-weights -parallel 2"},
		{"names no folder", "crossval -log tensorboard:"},
		{"give -log to fmnist run", "train -plan-only -log run.csv"},
		{"without validation images", "train -reduce-on-plateau 2 -validation 0"},
		{"shift of 0 to 14 pixels", "train -shift 20"},
		{"epochs is -3", "train -epochs -3 -plan-only"},
		{"k is 1", "crossval -k 1"},
		{"top is 0", "mislabelled -top 0"},
		{"leave out -validation", "mislabelled -validation 0.2"},
		{"images is \"100,\"", "learning-curve -images 100,"},
		{"leave out -limit", "learning-curve -limit 100"},
		{"-5 images cannot be trained on", "learning-curve -images -5"},
		{"0 seeds are too few", "repeat -seeds 0"},
		{"needs at least two runs", "compare"},
		{"0 stored runs are called", "compare a b"},
		{"give the runs to remove", "forget"},
		{"give one plan file", "run"},
		{"cannot be read", "run nothing.json"},
		{"unknown field", "run " + broken},
		{"there is no pretrained network", "transfer -base vgg19"},
		{"there is no head", "transfer -base vgg16 -head report3"},
		{"there is no preprocessing", "transfer -base vgg16 -preprocess none"},
		{"whole number after", "transfer -base vgg16 -weights random:x"},
		{"points is -1", "explore -points -1"},
		{"say what to do", "kernels"},
	} {
		code, out, notes := fmnist(t, strings.Fields(c.args)...)
		if code == 0 || out != "" {
			t.Errorf("fmnist %s: exit %d, output %q", c.args, code, out)
		}
		if !strings.Contains(notes, c.want) || strings.Count(strings.TrimSpace(notes), "\n") > 0 {
			t.Errorf("fmnist %s: %q does not say %q in one line", c.args, notes, c.want)
		}
	}
}

func TestBadData(t *testing.T) {
	drawn(t)
	t.Setenv("FMNIST_DATA", t.TempDir())
	if code, _, notes := fmnist(t, "data"); code != 1 ||
		!strings.Contains(notes, "holds no data that can be read: it is empty") {
		t.Errorf("an empty folder: exit %d, %q", code, notes)
	}
}

// Drawn garments are named once.
func TestDataSaysWhatTheyAre(t *testing.T) {
	drawn(t)
	const want = "synthetic garments (seed 1): 300 training and 100 test images of 28×28 pixels in 10 classes\n"
	if code, out, notes := fmnist(t, "data"); code != 0 || out != want {
		t.Errorf("exit %d, %q, %s", code, out, notes)
	}
}

func TestHelp(t *testing.T) {
	_, out, _ := fmnist(t, "-h")
	for _, c := range commands() {
		if !strings.Contains(out, "fmnist "+c.name) {
			t.Errorf("the overview lacks %s", c.name)
		}
		code, help, _ := fmnist(t, c.name, "-h")
		if code != 0 || !strings.Contains(help, "-json") || !strings.Contains(help, c.brief) {
			t.Errorf("%s -h: exit %d, %q", c.name, code, help)
		}
	}
}

// What cannot fit into any memory is refused before work begins, and an unknown instruction set before the data are
// read.
func TestRefusedEarly(t *testing.T) {
	drawn(t)
	path := filepath.Join(t.TempDir(), "wide.json")
	text := `{"net": {"name": "wide", "layers": [{"kind": "Conv", "filters": 340000, "kernel": 1}, {"kind": "GlobalAvgPool"},
		{"kind": "Dense", "units": 10}]}, "epochs": 1, "batch": 60000}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"run", path}, {"bench", "-batch", "1000000000"},
		{"bench", "-net", "vgg16", "-batch", "1000000000"}} {
		code, out, notes := fmnist(t, args...)
		if code != 1 || out != "" || strings.Count(notes, "\n") != 1 || !strings.Contains(notes, "of memory") {
			t.Errorf("%v: exit %d: %s%s", args, code, out, notes)
		}
	}
}

// No epochs give the untrained baseline, which is stored like any other answer, and training afterwards starts from it.
func TestNoEpochs(t *testing.T) {
	drawn(t)
	first := object(t, trainKeys, "train", "-epochs", "0")
	again := object(t, trainKeys, "train", "-epochs", "0")
	if first["epochs"] != 0. || first["test_loss"] != again["test_loss"] || first["test_loss"].(float64) < 2 {
		t.Errorf("untrained: %v, then %v", first, again)
	}
	trained := object(t, trainKeys, "train", "-epochs", "2")
	fresh := t.TempDir()
	t.Setenv("FMNIST_HOME", fresh)
	if other := object(t, trainKeys, "train", "-epochs", "2"); other["test_loss"] != trained["test_loss"] {
		t.Errorf("%v behind a baseline, %v without", trained["test_loss"], other["test_loss"])
	}
	repeated := object(t, []string{"mean", "seeds"}, "repeat", "-seeds", "2", "-epochs", "0")
	if _, out, _ := fmnist(t, "repeat", "-seeds", "2", "-epochs", "0"); strings.Contains(out, "NaN") {
		t.Errorf("two untrained networks: %s", out)
	}
	if mean := repeated["mean"].(float64); mean <= 0 || mean >= 0.5 {
		t.Errorf("two untrained networks: %v", repeated)
	}
}
