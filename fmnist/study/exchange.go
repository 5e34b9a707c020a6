package study

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/home"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

var errNoExchange = errors.New("this program cannot write or read other programs' files; the fmnist command does")

// Export writes the run's network into a file of the form that the end of its name asks for, with a model card in
// Markdown beside it, and returns the names of both. docs/EXCHANGE.md lists the forms. The run is tested first, for the
// card's figures.
func (r *Run) Export(ctx context.Context, file string) ([]string, error) {
	e, ok := r.study.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	file, err := absolute(file)
	if err == nil {
		err = r.Test(ctx)
	}
	if err != nil {
		return nil, err
	}
	return e.Export(ctx, r.study.place(), r.Model(), file, r.study.watch(r.study.progress()))
}

// SaveHistory writes the figures of every epoch into a file that ends in .csv or .json, or as TensorBoard's event files
// into DIR/RUN where file is "tensorboard:DIR". It returns the names of the files.
func (r *Run) SaveHistory(ctx context.Context, file string) ([]string, error) {
	e, ok := r.study.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	file, err := absolute(file)
	if err != nil {
		return nil, err
	}
	return e.History(ctx, r.study.place(), r.Model(), file)
}

// Import makes a run of a network in another program's file, tests it, and keeps it in the store like any other.
func (s *Study) Import(ctx context.Context, in execute.Import) (*Run, error) {
	e, ok := s.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	var err error
	if in.File, err = absolute(in.File); err != nil {
		return nil, err
	}
	p, err := e.Import(ctx, s.place(), in, s.watch(s.progress()))
	if err != nil {
		return nil, err
	}
	result, err := trained.After(s.Store, p, s.Data, 0, false)
	if err != nil {
		return nil, err
	}
	r, err := s.run(ctx, result)
	if err == nil {
		err = r.Test(ctx)
	}
	return r, err
}

// SaveHistory writes what a search tried: a table with a line for each epoch of each trial (.csv), the trials as
// objects (.json), or, where file is "tensorboard:DIR", the runs of its trials as event files. It returns the names of
// the files.
func (s *Search) SaveHistory(ctx context.Context, file string) ([]string, error) {
	e, ok := s.study.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	if strings.HasPrefix(file, execute.TensorBoard) {
		return s.saveRuns(ctx, file)
	}
	file, err := absolute(file)
	if err != nil {
		return nil, err
	}
	out := execute.Search{Objective: s.Objective()}
	for _, p := range s.state.Space() {
		out.Parameters = append(out.Parameters, p.Name)
	}
	for _, t := range s.Trials() {
		one := execute.Trial{Trial: t.Trial, Run: t.Run, History: t.History[min(t.FromEpoch, len(t.History)):]}
		if t.Err != nil {
			one.Failed = t.Err.Error()
		} else {
			one.Score, one.At = &t.Score, t.Epoch
		}
		out.Trials = append(out.Trials, one)
	}
	return []string{file}, e.Trials(ctx, out, file)
}

// saveRuns writes every run of the search once.
func (s *Search) saveRuns(ctx context.Context, to string) (files []string, err error) {
	done := map[string]bool{"": true} // a plan that is not valid has no run
	for _, t := range s.Trials() {
		if done[t.Run] || len(t.History) == 0 {
			continue
		}
		done[t.Run] = true
		r, err := s.study.Find(ctx, t.Run)
		if err != nil {
			return nil, err
		}
		written, err := r.SaveHistory(ctx, to)
		if err != nil {
			return nil, err
		}
		files = append(files, written...)
	}
	return files, nil
}

// absolute is a path as another process understands it, behind execute.TensorBoard where it has that in front.
func absolute(file string) (string, error) {
	if dir, ok := strings.CutPrefix(file, execute.TensorBoard); ok {
		dir, err := absolute(dir)
		return execute.TensorBoard + dir, err
	}
	if file == "" {
		return "", nil // refused by who reads or writes it
	}
	file, err := home.Expand(file)
	if err != nil {
		return "", err
	}
	return filepath.Abs(file)
}
