package study

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// A search never looks at the test images, and every trial of it can be compared and asked afterwards.
func TestTrialsAreTestedWhenAskedFor(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	search := tune(t, s, tuneSpace, tuneBuild, 3)
	var all []*Run
	for _, trial := range search.Top(2) {
		r, err := s.Find(context.Background(), trial.Run)
		if err != nil {
			t.Fatal(err)
		}
		if r.Tested {
			t.Errorf("%s was tested by the search", r.Name)
		}
		all = append(all, r)
	}
	c, err := Compare(all...)
	if err != nil || !all[0].Tested || c.Lines[0].TestAccuracy <= 0 {
		t.Fatalf("%+v, %v", c, err)
	}
}

// Views of one training are told apart where they stand beside each other.
func TestViewsBesideEachOther(t *testing.T) {
	s := smallStudy(t)
	long := trainSmall(t, s, small.With(plan.Epochs(4)))
	short := trainSmall(t, s, small.With(plan.Epochs(2)))
	c, err := Compare(long, short)
	if err != nil {
		t.Fatal(err)
	}
	if long.Name != short.Name || c.Lines[0].Run == c.Lines[1].Run || !strings.Contains(c.Lines[1].Run, "(2 epochs)") {
		t.Errorf("lines %q and %q", c.Lines[0].Run, c.Lines[1].Run)
	}
	if !strings.Contains(short.String(), " on "+short.On()) || !strings.Contains(short.String(), "from runs/") {
		t.Errorf("the origin is not said: %s", short)
	}
}

// A plan of no epochs says that it is untrained. A prefix that is tested only now has no negative age, and once it is
// tested it waits for nobody.
func TestOriginOfShortViews(t *testing.T) {
	s := smallStudy(t)
	if got := trainSmall(t, s, small.With(plan.Epochs(0))).String(); !strings.HasSuffix(got, "(untrained)") {
		t.Error(got)
	}
	if got := trainSmall(t, s, small.With(plan.Epochs(2))).String(); !strings.Contains(got, "(trained 2 epochs in ") {
		t.Error(got)
	}
	first := small.With(plan.Epochs(1))
	if got := trainSmall(t, s, first).String(); !strings.Contains(got, ", tested now, trained in ") {
		t.Error(got)
	}
	id, err := plan.ID(first, s.Data)
	if err != nil {
		t.Fatal(err)
	}
	held, err := s.Store.Acquire(context.Background(), id, first, nil) // as a training of more epochs holds it
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	s.Display = sayer{said: new([]string)}
	if got := trainSmall(t, s, first); !got.Cached || !strings.Contains(got.String(), " ago in ") {
		t.Errorf("%s: a tested prefix waits for no lock", got)
	}
}

// sayer hears sentences.
type sayer struct {
	plan.Silent
	Display // only Training is asked for
	said    *[]string
}

func (s sayer) Training() plan.Progress { return s }

func (s sayer) Say(sentence string) { *s.said = append(*s.said, sentence) }

// A run of an earlier version is neither taken for this one's nor touched; the user hears of it once.
func TestRunsOfEarlierVersions(t *testing.T) {
	s := smallStudy(t)
	id, err := runs.NewID(small.Title(), "what an earlier version hashed")
	if err != nil {
		t.Fatal(err)
	}
	old, err := s.Store.Acquire(context.Background(), id, small.With(plan.KeepBest("val_loss")), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.Append(plan.Epoch{Epoch: 1, Loss: 1}); err != nil {
		t.Fatal(err)
	}
	if err := old.Save(func(string) error { return nil }, "last"); err != nil {
		t.Fatal(err)
	}
	if err := old.Release(); err != nil {
		t.Fatal(err)
	}
	var said []string
	s.Display = sayer{said: &said}
	r := trainSmall(t, s, small)
	if r.Cached || r.ID == id || len(said) != 1 ||
		!strings.Contains(said[0], fmt.Sprint(id)+" holds this plan as an earlier version") {
		t.Errorf("%s, said %q", r, said)
	}
	if again, err := s.Store.Read(id); err != nil || again.Epochs() != 1 {
		t.Errorf("the old run was touched: %v", err)
	}
}

// A run is found by its whole name, though others begin with it, and by a start that fits only one.
func TestFindByWholeName(t *testing.T) {
	s := smallStudy(t)
	p := small.With(plan.Epochs(1), plan.Limit(100))
	for seed, name := range []string{"fold1", "fold10", "fold11"} {
		trainSmall(t, s, p.With(plan.Name(name), plan.Seed(int64(seed))))
	}
	for name, want := range map[string]string{"fold1": "fold1-", "fold10": "fold10-", "fold11-": "fold11-"} {
		if r, err := s.Find(context.Background(), name); err != nil || !strings.HasPrefix(r.Name, want) {
			t.Errorf("%s: %v %v", name, r, err)
		}
	}
	if _, err := s.Find(context.Background(), "fold"); err == nil || !strings.Contains(err.Error(), "3 stored runs") {
		t.Errorf("fold: %v", err)
	}
}
