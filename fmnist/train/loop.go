package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// session trains one plan in memory; the run store is run.go's business.
type session struct {
	plan    plan.Plan
	graphs  *graphs
	samples Samples
	stream  *stream
	held    []int32 // validation samples
	steps   int     // batches of an epoch
	state   *state
	class   string     // the backend's numeric class
	base    float64    // the epoch's learning rate, before the schedule moves it step by step
	ahead   chan batch // the next batch, made while the step before it runs; nil before the first step
}

func newSession(backend compute.Backend, p plan.Plan, samples Samples, front *Front) (*session, error) {
	if err := plan.Check(p, samples.Len()); err != nil {
		return nil, err
	}
	train, held, err := plan.Split(p, samples.Set)
	if err != nil {
		return nil, err
	}
	samples.Set.Labels = plan.Labels(p, samples.Set, train)
	g, err := graphsFor(backend, p, front)
	if err != nil {
		return nil, err
	}
	s := &session{plan: p, graphs: g, samples: samples, held: held, base: p.LearningRate(),
		stream: newStream(train, p.BatchSize(), p.Seed)}
	s.steps = s.stream.perPass()
	if p.Steps > 0 {
		s.steps = p.Steps
	}
	return s, nil
}

// load fetches the training samples when they are first needed. Later on the batch that is made ahead reads them.
func (s *session) load() (err error) {
	if s.ahead != nil {
		return nil
	}
	if s.samples, err = s.samples.load(s.plan.Net.InputShape()); err != nil {
		return fmt.Errorf("%s: %w", s.plan.Title(), err)
	}
	return nil
}

// errStopped says that the context ended between two steps; the state is whole and can be saved.
var errStopped = errors.New("stopped")

// epoch trains until the end of the epoch that the state is in, then validates. history are the finished epochs.
func (s *session) epoch(ctx context.Context, history []plan.Epoch, show plan.Progress) (plan.Epoch, error) {
	if err := s.load(); err != nil {
		return plan.Epoch{}, err
	}
	st, done, began := s.state, len(history), time.Now()
	switch {
	case st.Seen == 0:
		st.Class = s.class
	case !slices.Contains(strings.Split(st.Class, "+"), s.class):
		st.Class += "+" + s.class // begun on another machine
	}
	s.base = plan.StartRate(s.plan, history)
	before, start := st.Seconds, st.Step-done*s.steps
	for step := start; step < s.steps; step++ {
		if ctx.Err() != nil {
			return plan.Epoch{}, errStopped
		}
		if err := s.step(done); err != nil {
			return plan.Epoch{}, err
		}
		st.Seconds = before + time.Since(began).Seconds()
		show.Step(plan.StepInfo{Epoch: done + 1, Step: step + 1, Steps: s.steps, Seconds: st.Seconds,
			Loss: st.LossSum / float64(st.Seen), Accuracy: st.Correct / float64(st.Seen)})
	}
	e := plan.Epoch{Epoch: done + 1, Loss: st.LossSum / float64(st.Seen), Accuracy: st.Correct / float64(st.Seen),
		Steps: s.steps, TrainSeconds: st.Seconds, Rate: s.rate(st.Step - 1), Class: st.Class}
	if len(s.held) > 0 {
		loss, accuracy, err := s.evaluate(ctx, s.samples, s.held)
		if err != nil {
			return plan.Epoch{}, err
		}
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return plan.Epoch{}, &plan.LossError{Title: s.plan.Title(), Epoch: done + 1, Step: s.steps, Loss: loss,
				Rate: e.Rate}
		}
		e.ValLoss, e.ValAccuracy = &loss, &accuracy
	}
	e.Seconds = before + time.Since(began).Seconds()
	st.State = trained.State{Step: st.Step}
	return e, nil
}

func (s *session) rate(step int) float64 {
	return s.plan.Schedule.At(s.base, float64(step)/float64(s.steps))
}

// step trains on one batch.
func (s *session) step(done int) error {
	st := s.state
	b := s.batch(st.Step)
	rate := s.rate(st.Step)
	corrected := stepRate(s.graphs.optimizer, rate, float64(st.Step+1))
	if st.Step == 0 && s.plan.EMA > 0 {
		if err := st.beginMean(s.graphs); err != nil {
			return err
		}
	}
	args := []any{b.inputs, b.labels}
	if s.graphs.filled {
		args = append(args, int32(b.size))
	}
	args = append(args, float32(corrected), float32(rate*s.plan.WeightDecay), st.momentum(s.plan), b.key, b.warps)
	args = st.args(false, args...)
	outputs, err := call(s.graphs.step, args...)
	free(b.inputs, b.labels, b.warps)
	if err != nil {
		return fmt.Errorf("%s: step %d of epoch %d failed, the weights before it are kept: %w", s.plan.Title(),
			st.Step-done*s.steps+1, done+1, err)
	}
	loss, correct := float64(tensors.ToScalar[float32](outputs[0])), float64(tensors.ToScalar[float32](outputs[1]))
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return &plan.LossError{Title: s.plan.Title(), Epoch: done + 1, Step: st.Step - done*s.steps + 1, Loss: loss,
			Rate: rate}
	}
	free(outputs[:2]...)
	st.replace(s.graphs, outputs[2:])
	st.Step++
	st.LossSum, st.Correct, st.Seen = st.LossSum+loss, st.Correct+correct, st.Seen+b.size
	return nil
}

// evaluate gives mean loss and accuracy over the samples at the indices, in inference mode.
func (s *session) evaluate(ctx context.Context, samples Samples, indices []int32) (loss, accuracy float64, err error) {
	err = s.forward(ctx, s.graphs.score, samples, indices, func(_ int, outputs []*tensors.Tensor) {
		loss += float64(tensors.ToScalar[float32](outputs[0]))
		accuracy += float64(tensors.ToScalar[float32](outputs[1]))
	})
	n := float64(len(indices))
	return loss / n, accuracy / n, err
}

// values are the last output of a computation for all samples, row by row: the class probabilities of answers.
func (s *session) values(ctx context.Context, exec *graph.Exec, samples Samples) ([]float32, error) {
	var all []float32
	err := s.forward(ctx, exec, samples, upTo(samples.Len()), func(n int, outputs []*tensors.Tensor) {
		all = append(all, rows(outputs[len(outputs)-1], n)...)
	})
	return all, err
}

// rows are the first n rows of a tensor.
func rows(t *tensors.Tensor, n int) []float32 {
	flat := tensors.MustCopyFlatData[float32](t)
	return flat[:len(flat)/t.Shape().Dimensions[0]*n]
}

// judge gives mean loss, accuracy and class probabilities of all samples, in one pass where one computation yields
// them.
func (s *session) judge(ctx context.Context, samples Samples) (loss, accuracy float64, all []float32, err error) {
	if !s.graphs.filled {
		if loss, accuracy, err = s.evaluate(ctx, samples, upTo(samples.Len())); err == nil {
			all, err = s.values(ctx, s.graphs.answers(), samples)
		}
		return loss, accuracy, all, err
	}
	err = s.forward(ctx, s.graphs.score, samples, upTo(samples.Len()), func(n int, outputs []*tensors.Tensor) {
		loss += float64(tensors.ToScalar[float32](outputs[0]))
		accuracy += float64(tensors.ToScalar[float32](outputs[1]))
		all = append(all, rows(outputs[2], n)...)
	})
	n := float64(samples.Len())
	return loss / n, accuracy / n, all, err
}

// forward runs a computation on all batches of the samples; use hears of each how many samples it holds.
func (s *session) forward(ctx context.Context, exec *graph.Exec, samples Samples, indices []int32,
	use func(n int, outputs []*tensors.Tensor)) error {
	size := s.graphs.evalBatch()
	for from := 0; from < len(indices); from += size {
		if ctx.Err() != nil {
			return errStopped
		}
		part := indices[from:min(from+size, len(indices))]
		inputs, count := s.graphs.inputs(samples, part)
		outputs, err := call(exec, s.state.args(true, append([]any{inputs[0], inputs[1]}, count...)...)...)
		free(inputs...)
		if err != nil {
			return fmt.Errorf("%s: evaluation failed: %w", s.plan.Title(), err)
		}
		use(len(part), outputs)
		free(outputs...)
	}
	return nil
}

// free returns the memory of tensors at once; whatever it cannot free the collector will.
func free(all ...*tensors.Tensor) {
	for _, t := range all {
		_ = t.FinalizeAll()
	}
}

// firstLine drops the stack trace that GoMLX appends to its errors.
func firstLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}
