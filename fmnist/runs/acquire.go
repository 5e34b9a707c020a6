package runs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Acquire locks a run for writing; when there is none, its folder is made by the first Save or Commit, so that a run
// that never got there leaves nothing. While another process holds it, Acquire waits until that one ends or ctx does;
// the run then has whatever the other left, so look at Meta().Status and Epochs() first.
//
// description is kept in run.json for people and tools. say is told, one sentence at a time, what the user should know:
// that it waits and for whom, that an unfinished epoch was dropped, that a damaged run was set aside. It may be nil.
//
// All files of the run are read and checked (about 1 s a gigabyte). A damaged run is renamed to
// "<name>.damaged-<time>", never deleted, and a new one is begun.
func (s Store) Acquire(ctx context.Context, id ID, description any, say func(sentence string)) (*Run, error) {
	if say == nil {
		say = func(string) {}
	}
	if err := id.check(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(description)
	if err != nil {
		return nil, fmt.Errorf("%s: the description cannot be written as JSON: %w", id, err)
	}
	if existing, ok := s.find(id); ok {
		return s.acquire(ctx, existing, id, text, say)
	}
	for _, digits := range []int{shortDigits, longDigits, len(id.Hash)} {
		run, err := s.acquire(ctx, id.folder(digits), id, text, say)
		if !errors.Is(err, errTaken) {
			return run, err
		}
	}
	return nil, fmt.Errorf("%s: %w", id, errTaken)
}

// errTaken says that the folder belongs to another hash with the same first digits.
var errTaken = errors.New("the folder belongs to another run")

// acquire locks one folder and opens or makes the run in it.
func (s Store) acquire(ctx context.Context, folder string, id ID, description json.RawMessage,
	say func(string)) (run *Run, err error) {
	lock, err := s.lockRun(ctx, folder, say)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = lock.Unlock()
		}
	}()
	run = &Run{store: s, folder: folder, lock: lock}
	_ = os.RemoveAll(tempPath(run.Dir())) // what a killed process left, which sweep takes for this one's work
	s.sweep()
	err = run.load()
	if err == nil && run.doc.Hash != id.Hash {
		return nil, errTaken
	}
	if errors.Is(err, ErrDamaged) {
		aside, moveErr := setAside(run.Dir())
		if moveErr != nil {
			return nil, explain("set a damaged run aside", run.Dir(), moveErr)
		}
		say(fmt.Sprintf("%s could not be trusted and was set aside as %s: %v; it starts anew.", folder,
			filepath.Base(aside), err))
		err = ErrNotFound
	}
	if errors.Is(err, ErrNotFound) {
		run.begin(id, description)
		return run, run.tryDisk()
	}
	if err != nil {
		return nil, err
	}
	return run, run.open(say)
}

// load reads and checks everything on disk.
func (r *Run) load() (err error) {
	if r.doc, err = readDocument(r.Dir()); err != nil {
		return err
	}
	if r.history, err = readHistory(r.Dir(), r.doc.History); err != nil {
		return err
	}
	for number, snapshot := range r.doc.Snapshots {
		if err := snapshot.verify(snapshotDir(r.Dir(), number)); err != nil {
			return err
		}
	}
	return nil
}

// begin makes a new run in memory.
func (r *Run) begin(id ID, description json.RawMessage) {
	now := time.Now().UTC().Round(time.Millisecond)
	r.history = nil
	r.doc = document{
		Format:    format,
		Meta:      Meta{Name: id.Name, Hash: id.Hash, Description: description, Status: Training, Created: now},
		Slots:     map[string]int{},
		Snapshots: map[int]snapshot{},
	}
}

// check reports a run that cannot be written: without its lock, or without its folder.
func (r *Run) check() error {
	if r.lock == nil {
		return fmt.Errorf("%s: %w", r.folder, ErrReadOnly)
	}
	return r.checkFolder()
}

// write lets fill change what is in the run's folder. That of a run so far in memory alone is made beside its place
// and appears there whole, with all that fill writes. Where somebody has made an empty folder or a link to one in its
// place, the run is begun in that.
func (r *Run) write(fill func(dir string) error) error {
	if err := r.check(); err != nil {
		return err
	}
	if r.file == nil {
		if _, err := os.Stat(r.Dir()); err != nil {
			return r.place(fill)
		}
		if err := r.beginInPlace(); err != nil {
			return err
		}
	}
	return fill(r.Dir())
}

// place puts the folder of a new run into the store in one step.
func (r *Run) place(fill func(dir string) error) (err error) {
	doc, previous := r.doc, r.previous
	defer func() {
		if err != nil { // as if nothing had been tried
			r.doc, r.previous = doc, previous
		}
	}()
	temp := tempPath(r.Dir())
	if err = makeEmpty(temp); err != nil {
		return explain("begin "+r.folder, r.store.dir, err)
	}
	defer os.RemoveAll(temp) // nothing is left there once renamed
	if err = writeHistory(temp, r.history); err != nil {
		return explain("begin "+r.folder, r.store.dir, err)
	}
	if err = fill(temp); err != nil {
		return err
	}
	if err = errors.Join(os.Rename(temp, r.Dir()), syncDir(r.store.dir)); err != nil {
		return explain("begin "+r.folder, r.store.dir, err)
	}
	return r.open(func(string) {})
}

// beginInPlace begins a run in a folder that is there but has no run in it.
func (r *Run) beginInPlace() error {
	if now, err := readDocument(r.Dir()); !errors.Is(err, ErrNotFound) {
		return r.writtenBy(now.Host) // since it was begun in memory
	}
	history := r.history
	r.history = nil // the document comes first, so that a kill leaves no records without one
	err := r.commit(r.doc.clone())
	r.history = history
	if err == nil {
		err = writeHistory(r.Dir(), history)
	}
	if err == nil {
		r.file, err = openPlain(filepath.Join(r.Dir(), historyName), os.O_RDWR|os.O_APPEND)
	}
	return explain("begin "+r.folder, r.Dir(), err)
}

// open makes the run ready for more epochs: the history ends where the last saved weights do.
func (r *Run) open(say func(string)) error {
	removeTemps(r.Dir())
	if last, ok := r.Slots()["last"]; ok && last < len(r.history) {
		say(fmt.Sprintf("%s: %d epochs were recorded but the last saved weights are of epoch %d; it continues there.",
			r.folder, len(r.history), last))
		r.history = r.history[:last]
		if err := r.commit(r.upTo(last)); err != nil {
			return err
		}
	}
	file, cut, err := openHistory(r.Dir(), r.doc.History)
	if err != nil {
		return err
	}
	if cut > 0 {
		say(fmt.Sprintf("%s: a record after epoch %d was dropped, since its weights were not saved; that epoch is trained again.", r.folder, len(r.history)))
	}
	r.file = file
	removeSnapshots(r.Dir(), func(number int) bool { _, ok := r.doc.Snapshots[number]; return ok })
	return nil
}

// upTo returns the document without slots saved after that epoch.
func (r *Run) upTo(epoch int) document {
	next := r.doc.clone()
	next.Generation++
	for slot, saved := range r.Slots() {
		if saved > epoch {
			delete(next.Slots, slot)
		}
	}
	return next
}
