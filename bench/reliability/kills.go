package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// trained are the commands that are killed, with enough epochs to be hit in.
func trained(frozen string) map[string][]string {
	return map[string][]string{
		"train":    {"train", "-epochs", "8"},
		"crossval": {"crossval", "-k", "3", "-epochs", "3"},
		"repeat":   {"repeat", "-seeds", "3", "-epochs", "3"},
		"tune":     {"tune", "-space", "narrow", "-max-epochs", "3"},
		"transfer": {"transfer", "-base", "squeezenet", "-weights", frozen, "-head", "linear", "-epochs", "8"},
	}
}

// frozenWeights are drawn: they cost what real ones cost.
const frozenWeights = "random:1"

// signals that a command is hit by; the first leaves it no moment to save.
var signals = []syscall.Signal{syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL}

// killAll hits every command at random moments. After a few hits it must end with what an undisturbed one computes.
func (t *trial) killAll() error {
	cases := trained(frozenWeights)
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		if err := t.kill(name, cases[name], t.kills/len(cases)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// kill hits one command so many times, in homes of a few hits each.
func (t *trial) kill(name string, args []string, hits int) error {
	const few = 5 // hits before a command may end
	reference, err := t.home()
	if err != nil {
		return err
	}
	whole := t.do(reference, args...)
	if whole.code != 0 {
		return fmt.Errorf("undisturbed, it ends with %d: %s", whole.code, whole.last())
	}
	want, err := statesOf(storeOf(reference))
	if err != nil {
		return err
	}
	before, late := len(t.faults), 0
	for done := 0; done < hits; {
		home, err := t.home()
		if err != nil {
			return err
		}
		epochs := 0
		for range min(few, hits-done) {
			signal := signals[t.random.IntN(len(signals))]
			hit := t.until(home, time.Duration(t.random.Float64()*0.9*whole.seconds*float64(time.Second)), signal,
				args...)
			epochs = t.checkHit(fmt.Sprintf("%s, hit %d (%v)", name, done+1, signal), hit, signal, storeOf(home),
				epochs, want)
			if t.ctx.Err() != nil {
				return t.ctx.Err()
			}
			if hit.code == 0 {
				late++ // all was done before the signal came
				break
			}
			done++
		}
		t.checkEnd(name, t.do(home, args...), storeOf(home), want)
		_ = os.RemoveAll(home)
	}
	t.row(name, hits, len(t.faults)-before, fmt.Sprintf("and %d that came after the end", late))
	return nil
}

// checkHit looks at a store after a hit: nothing lost, nothing wrong. It returns the epochs that are there.
func (t *trial) checkHit(what string, hit answer, signal syscall.Signal, store string, before int,
	want map[string]state) (epochs int) {
	if hit.hung || hit.crashed() {
		t.fault("%s: it hung or crashed: %s", what, hit.notes)
	}
	if caught := 128 + int(signal); signal != syscall.SIGKILL && hit.code != 0 && hit.code != caught &&
		!startup(hit, signal) {
		t.fault("%s: exit %d instead of %d: %s", what, hit.code, caught, hit.last())
	}
	if _, err := os.Stat(store); err != nil {
		return 0 // hit before it made one
	}
	got, err := statesOf(store)
	if err != nil {
		t.fault("%s: %v", what, err)
		return before
	}
	for hash, s := range got {
		epochs += s.Epochs
		w, known := want[hash]
		if !known {
			t.fault("%s: a run that the undisturbed command does not have: %s", what, s.Name)
		} else if difference := s.differs(w); difference != "" {
			t.fault("%s: %s: %s", what, s.Name, difference)
		}
	}
	if epochs < before {
		t.fault("%s: %d epochs, there were %d before", what, epochs, before)
	}
	return epochs
}

// startup reports a process that was hit before it could catch anything: it died of the signal itself.
func startup(hit answer, signal syscall.Signal) bool { return hit.code == -1 && signal != 0 }

// checkEnd compares a store with the undisturbed one and looks for what was left over.
func (t *trial) checkEnd(name string, end answer, store string, want map[string]state) {
	if end.code != 0 {
		t.fault("%s: after the hits it ends with %d: %s", name, end.code, end.last())
		return
	}
	got, err := statesOf(store)
	if err != nil {
		t.fault("%s: %v", name, err)
		return
	}
	for hash, w := range want {
		g, ok := got[hash]
		switch {
		case !ok:
			t.fault("%s: %s is missing", name, w.Name)
		case g.Epochs != w.Epochs || g.Status != w.Status:
			t.fault("%s: %s has %d epochs and is %s, want %d and %s", name, g.Name, g.Epochs, g.Status, w.Epochs,
				w.Status)
		default:
			if difference := g.differs(w); difference != "" {
				t.fault("%s: %s: %s", name, g.Name, difference)
			}
		}
	}
	for _, file := range leftOver(store) {
		t.fault("%s: %s was left over", name, filepath.ToSlash(file))
	}
}
