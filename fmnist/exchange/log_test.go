package exchange

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/exchange/tensorboard"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// logGolden is what bench/golden/tensorboard_log.py wrote: a log by tensorboard's own writer, and what TensorBoard
// reads in it.
type logGolden struct {
	Ended  float64
	Epochs []plan.Epoch
	Parts  map[string]struct {
		Base64 string
		Read   map[string][][2]float64 // step and value by tag
	}
}

func readLogGolden(t *testing.T) (logGolden, []plan.Epoch, time.Time) {
	t.Helper()
	var g logGolden
	text, err := os.ReadFile("../../bench/golden/tensorboard_log.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &g); err != nil || len(g.Parts) != 2 {
		t.Fatalf("%d parts, %v", len(g.Parts), err)
	}
	return g, g.Epochs, time.UnixMilli(int64(1000 * g.Ended))
}

// written is the content of the one event file of a part.
func written(t *testing.T, dir, part string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "run", part, "*tfevents*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v; want one event file", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A log that is interrupted in the middle of an event, and continued, is byte for byte what tensorboard's writer makes
// of the whole training.
func TestLogGolden(t *testing.T) {
	g, history, ended := readLogGolden(t)
	dir := t.TempDir()
	early := ended.Add(-time.Duration((history[3].Seconds + history[4].Seconds) * float64(time.Second)))
	files, err := events(dir, "run", early, history[:3])
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, info.Size()-5); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing to add
		if _, err := events(dir, "run", ended, history); err != nil {
			t.Fatal(err)
		}
	}
	for part, want := range g.Parts {
		raw := written(t, dir, part)
		if got := base64.StdEncoding.EncodeToString(raw); got != want.Base64 {
			t.Errorf("%s: other bytes than tensorboard's", part)
		}
		all, err := tensorboard.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][][2]float64{}
		for _, s := range all {
			got[s.Tag] = append(got[s.Tag], [2]float64{float64(s.Step), float64(s.Value)})
		}
		if !reflect.DeepEqual(got, want.Read) {
			t.Errorf("%s: %v, TensorBoard reads %v", part, got, want.Read)
		}
	}
}

// Another history under the same name replaces the files; a shorter view of the same leaves them.
func TestLogOfAnotherHistory(t *testing.T) {
	_, history, ended := readLogGolden(t)
	dir := t.TempDir()
	steps := func(history []plan.Epoch) int {
		t.Helper()
		if _, err := events(dir, "run", ended, history); err != nil {
			t.Fatal(err)
		}
		all, err := tensorboard.Decode(written(t, dir, "train"))
		if err != nil {
			t.Fatal(err)
		}
		return len(all) / len(parts[0].curves)
	}
	other := append([]plan.Epoch(nil), history[:2]...)
	other[0].Loss++
	if a, b, c := steps(history), steps(history[:2]), steps(other); a != 5 || b != 5 || c != 2 {
		t.Errorf("%d, %d, %d epochs; want 5, still 5, then the 2 of another history", a, b, c)
	}
}

// saying hears what a log says.
type saying struct {
	plan.Silent
	said []string
}

func (s *saying) Say(sentence string) { s.said = append(s.said, sentence) }

// A table is whole after every epoch; a disk that fails is said once, and the training goes on.
func TestLogTable(t *testing.T) {
	_, history, _ := readLogGolden(t)
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	file, heard := filepath.Join(dir, "run.csv"), &saying{}
	l, err := NewLog(file, func() string { return "run" }, heard)
	if err != nil {
		t.Fatal(err)
	}
	l.Start(plan.Plan{}, 1, history[:1])
	l.Epoch(history[:2], nil)
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "\n") != 3 {
		t.Errorf("%s, %v; want a header and two epochs", text, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	l.Epoch(history[:3], nil)
	l.Epoch(history[:4], nil)
	if len(heard.said) != 1 || !strings.Contains(heard.said[0], "the training goes on") {
		t.Errorf("said %q", heard.said)
	}
}

func TestLogRefusals(t *testing.T) {
	for to, want := range map[string]string{execute.TensorBoard: "names no folder", "run.json": "cannot be a log",
		filepath.Join(t.TempDir(), "none", "run.csv"): "there is no folder"} {
		if _, err := NewLog(to, nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", to, err, want)
		}
	}
}

// FuzzLog finds anything in the place of a log's event file: what is written then is a whole file, with each epoch
// once.
func FuzzLog(f *testing.F) {
	loss := []curve{{"loss", "epoch_loss"}}
	history := []plan.Epoch{{Epoch: 1, Loss: 0.5, Seconds: 1}, {Epoch: 2, Loss: 0.25, Seconds: 1}}
	whole := scalars(loss, time.Unix(9, 0), history)
	file := tensorboard.Encode(1, whole)
	for _, there := range [][]byte{nil, file, file[:len(file)-7], tensorboard.Append(file, whole[0]),
		[]byte("no events")} {
		f.Add(there)
	}
	f.Fuzz(func(t *testing.T, there []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "events.out.tfevents.7.gofmnist"), there, 0o600); err != nil {
			t.Fatal(err)
		}
		name, err := eventFile(dir, 7, whole)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tensorboard.Decode(raw); err != nil || len(got) < len(whole) || !agree(got, whole) {
			t.Fatalf("%v, %v", got, err)
		}
	})
}
