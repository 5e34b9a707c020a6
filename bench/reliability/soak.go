package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// worldTime is how long the commands of a soak share their seeds. Later they meet at new runs: those of a world are
// soon stored, and to read them again tries little.
const worldTime = 2 * time.Minute

// A signal comes this long after the beginning of a command, at most: a training takes seconds, a stored answer 30 ms.
const longMoment, shortMoment = 4 * time.Second, 40 * time.Millisecond

// soakAll lets several processes at a time run mixed commands on one store, most of them hit by a random signal at a
// random moment. Then every run that is there goes on for an epoch, in peace, and is computed anew elsewhere, and the
// two are compared.
func (t *trial) soakAll() error {
	home, err := t.home()
	if err != nil {
		return err
	}
	picture := filepath.Join(t.dir, "soak.png")
	if err := drawPicture(picture); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(t.ctx, t.soak)
	defer stop()
	var commands, hits, bad atomic.Int64
	var wait sync.WaitGroup
	var mutex sync.Mutex // of the faults
	begun := time.Now()
	for range t.workers {
		random := rand.New(rand.NewPCG(t.random.Uint64(), t.random.Uint64()))
		wait.Go(func() {
			for ctx.Err() == nil {
				args := mixed(random, picture, int(time.Since(begun)/worldTime))
				signal, most := syscall.Signal(0), longMoment
				if random.IntN(3) > 0 {
					signal = signals[random.IntN(len(signals))]
				}
				if random.IntN(2) > 0 {
					most = shortMoment
				}
				a := t.until(home, time.Duration(random.Float64()*float64(most)), signal, args...)
				commands.Add(1)
				if a.hit {
					hits.Add(1)
				}
				// a picture is predicted by "the" run of a name, of which there may be none or many
				refused := !a.hit && a.code != 0 && args[0] != "predict" && t.ctx.Err() == nil
				if a.hung || a.crashed() || refused {
					bad.Add(1)
					mutex.Lock()
					t.fault("%v, signal %d: it hung, crashed or failed (%s): %s", args, signal, a.state, a.notes)
					mutex.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	t.row("mixed commands", int(commands.Load()), int(bad.Load()),
		fmt.Sprintf("%d of them hit by a signal, %d at a time on one store, for %s", hits.Load(), t.workers, t.soak))
	return t.compareSoak(home)
}

// mixed is a random command of a small world, so that processes meet at the same runs.
func mixed(r *rand.Rand, picture string, world int) []string {
	number := func(most int) string { return fmt.Sprint(1 + r.IntN(most)) }
	seed := func(most int) string { return fmt.Sprint(100*world + 1 + r.IntN(most)) }
	train := []string{"train", "-seed", seed(4), "-epochs", number(8)}
	switch r.IntN(12) {
	case 0:
		return append(train, "-net", "linear")
	case 1:
		return append(train, "-flip", "-shift", "1", "-dropout", "0.2")
	case 2:
		return []string{"crossval", "-k", "3", "-seed", seed(1), "-epochs", number(3)}
	case 3:
		return []string{"repeat", "-seeds", "3", "-seed", seed(1), "-epochs", number(4)}
	case 4:
		return []string{"tune", "-space", "narrow", "-max-epochs", "3", "-seed", seed(2)}
	case 5:
		return []string{"transfer", "-base", "squeezenet", "-weights", frozenWeights, "-head", "linear", "-seed",
			seed(1), "-epochs", number(4)}
	case 6:
		return []string{"runs", "-json"}
	case 7:
		return []string{"predict", "-run", "lenet5-", picture}
	case 8:
		return append(train, "-patience", "2", "-restore-best")
	}
	return train
}

// compareSoak lets every run go on for an epoch, trains its plan in a fresh home and compares.
func (t *trial) compareSoak(home string) error {
	before, epochs, compared := len(t.faults), 0, 0
	all, err := statesOf(storeOf(home))
	if err != nil {
		t.fault("after the soak: %v", err)
		return nil
	}
	store, err := runs.Open(storeOf(home))
	if err != nil {
		return err
	}
	for hash, s := range all {
		if s.Epochs == 0 {
			continue
		}
		run, err := store.Read(runs.ID{Name: s.Name, Hash: hash})
		if err != nil {
			return err
		}
		got, err := t.train(home, run, s.Epochs+1)
		if err != nil {
			t.fault("%s: it cannot go on: %v", s.Name, err)
			continue
		}
		want, err := t.undisturbed(run, s.Epochs+1)
		if err != nil {
			t.fault("%s, undisturbed: %v", s.Name, err)
		} else if difference := got.differs(want); difference != "" {
			t.fault("%s: %s", s.Name, difference)
		}
		compared, epochs = compared+1, epochs+got.Epochs
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
	}
	t.row("runs compared with undisturbed ones", compared, len(t.faults)-before,
		fmt.Sprintf("%d epochs, the last of each run after the soak, bit by bit", epochs))
	left := leftOver(storeOf(home))
	for _, file := range left {
		t.fault("%s was left over", file)
	}
	t.row("left over", len(left), len(left), "unfinished files, things set aside")
	return nil
}

// undisturbed is the state of a run's plan when nothing happens to it.
func (t *trial) undisturbed(run *runs.Run, epochs int) (state, error) {
	home, err := t.home()
	if err != nil {
		return state{}, err
	}
	defer os.RemoveAll(home)
	return t.train(home, run, epochs)
}

// train trains a run's plan for so many epochs in a home and returns its state there.
func (t *trial) train(home string, run *runs.Run, epochs int) (state, error) {
	var plan map[string]any
	if err := json.Unmarshal(run.Meta().Description, &plan); err != nil {
		return state{}, err
	}
	plan["epochs"] = epochs
	delete(plan, "early_stop") // a view of the history, which is longer perhaps
	text, err := json.Marshal(plan)
	if err != nil {
		return state{}, err
	}
	path := filepath.Join(home, "plan.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return state{}, err
	}
	if a := t.do(home, "run", path); a.code != 0 {
		return state{}, fmt.Errorf("it ends with %d: %s", a.code, a.last())
	}
	store, err := runs.Open(storeOf(home))
	if err != nil {
		return state{}, err
	}
	trained, err := store.Read(runs.ID{Name: run.Meta().Name, Hash: run.Meta().Hash})
	if err != nil {
		return state{}, err
	}
	s, err := stateOf(trained)
	if err == nil && s.Epochs != epochs {
		err = fmt.Errorf("%d epochs instead of %d", s.Epochs, epochs)
	}
	return s, err
}
