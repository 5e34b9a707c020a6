package child

import (
	"context"
	"errors"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

var _ execute.Exchanger = (*Executor)(nil)

// exportBody is the body of a request for a file.
type exportBody struct {
	Model execute.Model `json:"model"`
	File  string        `json:"file"`
}

// trialsBody is the body of a request for a file of a search.
type trialsBody struct {
	Search execute.Search `json:"search"`
	File   string         `json:"file"`
}

var errNoExchange = errors.New("this executor cannot write or read other programs' files")

// exchange answers the verbs of execute.Exchanger.
func (s *server) exchange(ctx context.Context, r request) (any, error) {
	e, ok := s.executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	switch r.Verb {
	case "trials":
		return with(r, func(b trialsBody) (any, error) { return nil, e.Trials(ctx, b.Search, b.File) })
	case "import":
		return at(ctx, s, r, func(p execute.Place, in execute.Import) (any,
			error) {
			return e.Import(ctx, p, in, s.watch(r.ID))
		})
	}
	return at(ctx, s, r, func(p execute.Place, b exportBody) (any,
		error) {
		if r.Verb == "history" {
			return e.History(ctx, p, b.Model, b.File)
		}
		return e.Export(ctx, p, b.Model, b.File, s.watch(r.ID))
	})
}

// Export implements execute.Exchanger.
func (e *Executor) Export(ctx context.Context, at execute.Place, m execute.Model, file string,
	w execute.Watch) ([]string, error) {
	return call[[]string](ctx, e, "export", &at, exportBody{m, file}, w)
}

// History implements execute.Exchanger.
func (e *Executor) History(ctx context.Context, at execute.Place, m execute.Model, file string) ([]string, error) {
	return call[[]string](ctx, e, "history", &at, exportBody{m, file}, execute.Watch{})
}

// Trials implements execute.Exchanger.
func (e *Executor) Trials(ctx context.Context, s execute.Search, file string) error {
	_, err := call[any](ctx, e, "trials", nil, trialsBody{s, file}, execute.Watch{})
	return err
}

// Import implements execute.Exchanger.
func (e *Executor) Import(ctx context.Context, at execute.Place, in execute.Import, w execute.Watch) (plan.Plan,
	error) {
	return call[plan.Plan](ctx, e, "import", &at, in, w)
}
