package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Serve executes what comes in, each request as it comes, until in ends or ctx does. Work under way is then canceled,
// which saves it.
func Serve(ctx context.Context, executor execute.Executor, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{executor: executor, out: json.NewEncoder(out), cancel: map[int]context.CancelFunc{}}
	var served sync.WaitGroup
	s.read(in, func(r request) {
		own, end := s.begin(ctx, r.ID)
		served.Go(func() {
			defer end()
			s.serve(own, r)
		})
	})
	stop() // nobody waits for an answer any more
	served.Wait()
	return nil
}

type server struct {
	executor execute.Executor

	loading sync.Mutex    // of the data
	data    *data.Dataset // loaded for the first request that needs it

	mu     sync.Mutex // of what follows
	out    *json.Encoder
	cancel map[int]context.CancelFunc // of the requests in hand
}

// begin notes a request, so that it can be canceled until its context's end.
func (s *server) begin(ctx context.Context, id int) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel[id] = cancel
	return ctx, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.cancel, id)
	}
}

// read hands on requests, and cancels one in hand when that is asked for.
func (s *server) read(in io.Reader, begin func(request)) {
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		if json.Unmarshal(line, &r) != nil {
			continue // not from our other half
		}
		if !r.Cancel {
			begin(r)
			continue
		}
		s.mu.Lock()
		if cancel, inHand := s.cancel[r.ID]; inHand {
			cancel()
		}
		s.mu.Unlock()
	}
}

func (s *server) serve(ctx context.Context, r request) {
	answer, err := s.answer(ctx, r)
	end := reply{ID: r.ID, End: true}
	if err == nil {
		end.Body, err = json.Marshal(answer)
	}
	if err != nil {
		end.Error = err.Error()
		var loss *plan.LossError
		var value *json.UnsupportedValueError
		switch {
		case errors.As(err, &loss):
			end.Kind = kindLoss
			end.Body, _ = json.Marshal(packLoss(loss)) // figures and text always have a form
		case errors.Is(err, context.Canceled):
			end.Kind = kindCanceled
		case errors.As(err, &value):
			end.Kind = kindValue
		}
	}
	s.send(end)
}

func (s *server) send(r reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.out.Encode(r) // a cell that is gone hears nothing; its standard input ends the child
}

func (s *server) event(id int, name string, body any) {
	raw, err := json.Marshal(body)
	if err != nil { // a figure that is no number; the end says so as well
		return
	}
	s.send(reply{ID: id, Event: name, Body: raw})
}

// place opens the store and the data of a request.
func (s *server) place(ctx context.Context, p *place) (execute.Place, error) {
	if p == nil {
		return execute.Place{}, errors.New("the request does not say where its data are")
	}
	if err := execute.Ready(s.executor); err != nil {
		return execute.Place{}, err
	}
	store, err := runs.Open(p.Store)
	if err != nil {
		return execute.Place{}, err
	}
	d, err := s.load(ctx)
	if err != nil {
		return execute.Place{}, err
	}
	d.Train, d.Test = d.Train.Take(p.Train), d.Test.Take(p.Test)
	if d.Train.Fingerprint() != p.TrainFingerprint || d.Test.Fingerprint() != p.TestFingerprint {
		return execute.Place{}, fmt.Errorf("the data in %s changed while the cell ran; run it again", d.Source)
	}
	return execute.Place{Store: store, Data: d}, nil
}

// load reads the data, once.
func (s *server) load(ctx context.Context) (data.Dataset, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	if s.data == nil {
		d, err := data.Load(ctx, data.Options{})
		if err != nil {
			return d, err
		}
		d = d.Fixed()
		s.data = &d
	}
	return *s.data, nil
}

// watch sends on what a display would hear.
func (s *server) watch(id int) execute.Watch {
	return execute.Watch{Progress: &relay{s: s, id: id},
		Features: func(what string, done, total int) { s.event(id, "features", featuresEvent{what, done, total}) },
		Download: func(done, total int64) { s.event(id, "download", downloadEvent{done, total}) }}
}

// relay is the display at this end of the wire.
type relay struct {
	s    *server
	id   int // of the request
	last time.Time
}

// stepPause between two steps that are told, so that a fast network is not slowed down by its display, which shows two
// a second at most.
const stepPause = 50 * time.Millisecond

func (r *relay) Start(p plan.Plan, steps int, before []plan.Epoch) {
	r.s.event(r.id, "start", startEvent{p, steps, before})
}

func (r *relay) Step(i plan.StepInfo) {
	if i.Step != 1 && i.Step != i.Steps && time.Since(r.last) < stepPause {
		return
	}
	r.last = time.Now()
	r.s.event(r.id, "step", i)
}

func (r *relay) Epoch(history []plan.Epoch, messages []string) {
	r.s.event(r.id, "epoch", epochEvent{history[len(history)-1], messages})
}

func (r *relay) Say(sentence string) { r.s.event(r.id, "say", sentence) }

func (r *relay) Done() { r.s.event(r.id, "done", nil) }
