package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Run is one run of a store, locked by this process (Store.Acquire) or just read (Store.Read). It is not for several
// goroutines at a time.
//
// An epoch is recorded by Append and then Save: the record counts only once weights are saved with it, so the history
// and the weights agree whenever the process is killed.
type Run struct {
	store    Store
	folder   string
	lock     *flock.Flock // nil: read only
	file     *os.File     // history.jsonl, after the last record; nil: read only, or so far in memory alone
	doc      document
	history  []json.RawMessage
	previous map[int]snapshot // of the commit before, for readers without a lock
}

// ErrReadOnly says that the run was read without its lock, or released.
var ErrReadOnly = errors.New("the run is not locked by this process: use Acquire")

// Name returns the folder name of the run, such as "lenet5-3fa1c02b".
func (r *Run) Name() string { return r.folder }

// Dir returns the folder of the run; it is there from the first Save or Commit on.
func (r *Run) Dir() string { return filepath.Join(r.store.dir, r.folder) }

// Meta returns what is known about the run.
func (r *Run) Meta() Meta { return r.doc.clone().Meta }

// History returns the records, one an epoch, as JSON. Those of a Run that was read are the committed ones.
func (r *Run) History() []json.RawMessage { return slices.Clone(r.history) }

// Epochs returns the number of records.
func (r *Run) Epochs() int { return len(r.history) }

// Append adds the record of an epoch to the history and to history.jsonl, flushed to the disk; that of a new run is
// written by its first Save or Commit. The record counts from the next Save or Commit on; when the process is killed
// before, the next Acquire drops it and says so. A record with NaN in it is an error: JSON has none.
func (r *Run) Append(record any) error {
	line, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("%s: the record of epoch %d cannot be written as JSON: %w", r.folder, len(r.history)+1, err)
	}
	if err := r.check(); err != nil {
		return err
	}
	if r.file != nil { // else the first Save or Commit writes it with all the rest
		before := prefixOf(r.history).Bytes
		_, err = r.file.Write(append(line, '\n'))
		if err = errors.Join(err, r.file.Sync()); err != nil {
			_ = r.file.Truncate(before) // if this fails too, the next Acquire cuts the rest
			return explain("record epoch "+fmt.Sprint(len(r.history)+1), r.Dir(), err)
		}
	}
	r.history = append(r.history, line)
	return nil
}

// Save writes a snapshot and makes every named slot ("last", "best", "epoch-0004") point to it, together with all
// records and changes of Meta so far, in one step: after a kill at any moment the next process finds all of it or none.
// write fills an empty folder; all files in it are flushed and check-summed by Save. On an error the older state stays.
func (r *Run) Save(write func(dir string) error, slots ...string) error {
	for _, slot := range slots {
		if slot == "" || slot != safeName(slot) {
			return fmt.Errorf("%s: the slot name %q must be letters, digits, dots, hyphens and underscores",
				r.folder, slot)
		}
	}
	return r.write(func(dir string) error {
		next := r.doc.clone()
		next.Generation++
		saved, err := writeSnapshot(dir, next.Generation, len(r.history), write)
		if err != nil {
			return explain("save "+strings.Join(slots, ", ")+" of "+r.folder, dir, err)
		}
		next.Snapshots[next.Generation] = saved
		for _, slot := range slots {
			next.Slots[slot] = next.Generation
		}
		return r.commitIn(dir, next)
	})
}

// Slot returns the folder that a slot names, after checking all files in it. ok is false when nothing was saved there.
// The error is ErrDamaged when a file is missing or altered. If the snapshot of a Run that was only read is gone
// because another process trained on, the Run becomes the newer one, history and all. The folder stays until the slot
// was replaced twice.
func (r *Run) Slot(slot string) (dir string, ok bool, err error) {
	number, ok := r.doc.Slots[slot]
	if !ok {
		return "", false, nil
	}
	dir = snapshotDir(r.Dir(), number)
	err = r.doc.Snapshots[number].verify(dir)
	if err != nil && r.lock == nil { // its owner may have gone on by two commits since it was read
		if fresh, rerr := r.store.read(r.folder); rerr == nil && fresh.doc.Generation != r.doc.Generation {
			*r = *fresh
			return r.Slot(slot)
		}
	}
	return dir, err == nil, err
}

// Slots returns the names of all slots with the number of epochs that were done when each was saved.
func (r *Run) Slots() map[string]int {
	epochs := map[string]int{}
	for slot, number := range r.doc.Slots {
		epochs[slot] = r.doc.Snapshots[number].Epoch
	}
	return epochs
}

// Update changes what is known about the run. The change is written by the next Save or Commit. The fields that the
// store keeps itself stay as they are.
func (r *Run) Update(change func(*Meta)) {
	kept := r.doc.clone().Meta
	change(&r.doc.Meta)
	m := &r.doc.Meta
	m.Name, m.Hash, m.Created, m.Updated, m.Epochs, m.Host = kept.Name, kept.Hash, kept.Created, kept.Updated,
		kept.Epochs, kept.Host
}

// Drop takes slots away with the next Save or Commit; what no other slot names is then deleted.
func (r *Run) Drop(slots ...string) {
	r.doc = r.doc.clone()
	for _, slot := range slots {
		delete(r.doc.Slots, slot)
	}
}

// Commit writes all records and changes of Meta so far without new weights.
func (r *Run) Commit() error {
	return r.write(func(dir string) error {
		next := r.doc.clone()
		next.Generation++
		return r.commitIn(dir, next)
	})
}

// commit makes next the state of the run on disk and in memory.
func (r *Run) commit(next document) error { return r.commitIn(r.Dir(), next) }

// commitIn is commit for a run whose folder is still being made at dir.
func (r *Run) commitIn(dir string, next document) error {
	next.History = prefixOf(r.history)
	next.Epochs = len(r.history)
	next.Updated = time.Now().UTC().Round(time.Millisecond)
	next.Host, _ = os.Hostname()
	named := map[int]bool{}
	for _, number := range next.Slots {
		named[number] = true
	}
	for number := range next.Snapshots {
		if !named[number] {
			delete(next.Snapshots, number)
		}
	}
	text, err := next.text()
	if err == nil {
		next.Check, err = next.sum()
	}
	if err != nil {
		return fmt.Errorf("%s: what is known about the run cannot be written as JSON (a NaN in the results?): %w",
			r.folder, err)
	}
	if err := replaceFile(filepath.Join(dir, documentName), text); err != nil {
		return explain("save "+r.folder, dir, err)
	}
	r.previous, r.doc = r.doc.Snapshots, next
	removeSnapshots(dir, func(number int) bool {
		_, now := r.doc.Snapshots[number]
		_, before := r.previous[number]
		return now || before
	})
	return nil
}

// Release gives up the lock; the Run can still be read. Records that were appended but never committed are not kept.
func (r *Run) Release() error {
	if r.lock == nil {
		return nil
	}
	err := r.lock.Unlock()
	if r.file != nil {
		err = errors.Join(r.file.Close(), err)
	}
	r.lock, r.file = nil, nil
	return err
}
