package child_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/child"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// asChild makes this test binary the child.
const asChild = "FMNIST_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) != "" {
		if err := child.Serve(context.Background(), local.Executor{}, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var small = plan.Plan{Net: nets.New("small", nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2), nets.Flatten, nets.Dense(10)),
	Epochs: 3, Batch: 32, Validation: 0.1, Seed: 1}

// cell is a study that computes in a child, on the data that the child finds by itself.
func cell(t *testing.T) (*study.Study, *child.Executor) {
	t.Helper()
	t.Setenv("FMNIST_DATA", "synthetic:600,100")
	t.Setenv(asChild, "1")
	store, err := runs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d, err := data.Load(context.Background(), data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := &child.Executor{Command: func(context.Context) (*exec.Cmd, error) { return exec.Command(os.Args[0]), nil }}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &study.Study{Data: d, Store: store, Executor: e}, e
}

// A child computes the bits that the same process would.
func TestSameBits(t *testing.T) {
	s, _ := cell(t)
	there, err := s.Train(context.Background(), small)
	if err != nil {
		t.Fatal(err)
	}
	own := *s
	own.Executor = local.Executor{}
	if own.Store, err = runs.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	here, err := own.Train(context.Background(), small)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(there.Predictions(), here.Predictions()) || there.TestLoss != here.TestLoss {
		t.Errorf("the child's test loss is %v, this process's %v", there.TestLoss, here.TestLoss)
	}
	if e, err := there.Evaluate(context.Background(), s.Data.Test); err != nil || e.Accuracy != there.TestAccuracy {
		t.Errorf("evaluated again: %+v, want accuracy %v; %v", e, there.TestAccuracy, err)
	}
	looked, err := there.Attributions(s.Data.Test.Images[:2*data.Pixels])
	if err != nil || len(looked) != 2 {
		t.Fatalf("%d attributions, %v", len(looked), err)
	}
	if same, err := here.Attributions(s.Data.Test.Images[:2*data.Pixels]); err != nil || !reflect.DeepEqual(looked, same) {
		t.Errorf("the child's attributions are not this process's, %v", err)
	}
	if all, err := there.Activations(s.Data.Test.Image(0), []int{2}); err != nil || len(all) != 1 ||
		len(all[0].Values) != all[0].Shape.Size() {
		t.Errorf("activations %v, %v", all, err)
	}
}

// One child trains the folds of a cell side by side, to the bits of folds one after another; what it says of one is not
// heard of another.
func TestSideBySide(t *testing.T) {
	s, _ := cell(t)
	s.Display = rows{heard: map[int]int{}}
	side, err := s.CrossValidate(context.Background(), small, 4, study.Parallel(3))
	if err != nil {
		t.Fatal(err)
	}
	for fold := range 4 {
		if n := s.Display.(rows).heard[fold+1]; n != small.Epochs {
			t.Errorf("%d epochs of fold %d were heard", n, fold+1)
		}
	}
	own := *s
	own.Executor, own.Display = local.Executor{}, nil
	if own.Store, err = runs.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	one, err := own.CrossValidate(context.Background(), small, 4)
	if err != nil || one.Mean != side.Mean || one.SD != side.SD {
		t.Errorf("%v %v, side by side %v", one, err, side)
	}
	for i, r := range side.Folds {
		if !reflect.DeepEqual(r.Predictions(), one.Folds[i].Predictions()) {
			t.Errorf("fold %d has other predictions", i+1)
		}
	}
}

// rows counts what it hears of each training of a series.
type rows struct {
	study.Display
	heard map[int]int
}

func (r rows) Series(string, int) study.SeriesDisplay { return r }
func (r rows) Begin(number int) plan.Progress         { return fold{heard: r.heard, number: number} }
func (r rows) Close()                                 {}

type fold struct {
	plan.Silent
	heard  map[int]int
	number int
}

func (f fold) Epoch([]plan.Epoch, []string) { f.heard[f.number]++ }

// gate calls a function after the first epoch.
type gate struct {
	plan.Silent
	study.Display
	after func()
}

func (g gate) Training() plan.Progress      { return g }
func (g gate) Epoch([]plan.Epoch, []string) { g.after() }

// An interrupted cell saves through its child, and the next one goes on to the same bits.
func TestInterrupt(t *testing.T) {
	s, _ := cell(t)
	whole, err := s.Train(context.Background(), small)
	if err != nil {
		t.Fatal(err)
	}
	if s.Store, err = runs.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.Display = gate{after: cancel}
	r, err := s.Train(ctx, small)
	if err != nil || !r.Interrupted || r.Epochs == 0 {
		t.Fatalf("%v, %v", r, err)
	}
	s.Display = nil
	again, err := s.Train(context.Background(), small)
	if err != nil || again.TestLoss != whole.TestLoss || again.EpochsTrained >= small.Epochs {
		t.Errorf("went on to %v, want the bits of %v; %v", again, whole, err)
	}
}

// A child that is killed costs a sentence; the store is whole, and the next call starts another.
func TestKilled(t *testing.T) {
	s, e := cell(t)
	s.Display = gate{after: func() {
		if err := e.Kill(); err != nil {
			t.Error(err)
		}
	}}
	long := small.With(plan.Epochs(50))
	if _, err := s.Train(context.Background(), long); err == nil ||
		!strings.Contains(err.Error(), "run the cell again to go on") {
		t.Fatalf("%v", err)
	}
	s.Display = nil
	if r, err := s.Train(context.Background(), small); err != nil || r.Epochs != small.Epochs {
		t.Errorf("%v, %v", r, err)
	}
}

// A child whose cell is gone saves and ends by itself.
func TestEndsWithItsCell(t *testing.T) {
	s, e := cell(t)
	s.Display = gate{after: func() {
		if err := e.HangUp(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	}}
	r, err := s.Train(context.Background(), small.With(plan.Epochs(100_000)))
	if err != nil || !r.Interrupted || r.Epochs == 0 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	s, _ := cell(t)
	var loss *plan.LossError
	if _, err := s.Train(context.Background(), small.With(plan.Rate(1e30))); !errors.As(err, &loss) || loss.Epoch < 1 {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Train(ctx, small); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled before it began: %v", err)
	}
}

// A layer of one's own is a function of the cell: the child refuses it in one sentence.
func TestOwnLayerIsRefused(t *testing.T) {
	s, _ := cell(t)
	p := small
	p.Net = nets.New("own", local.Layer("doubled", 1, func(x *graph.Node) *graph.Node { return graph.Add(x, x) }),
		nets.Flatten, nets.Dense(10))
	_, err := s.Train(context.Background(), p)
	want := `own: layer 1 Layer("doubled", 1) is a function that only the program declaring it knows; run the plan there, ` +
		`where fmnist/local is imported and local.Layer is called`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}
