package hybrid

import (
	"slices"
	"sync"
	"unsafe"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// slot is memory of a session that several variables use one after another.
type slot struct {
	bytes int
	shape *shapes.Shape // set if a segment reads it: the stock backend's buffers have a fixed shape
}

// assignMemory finds the last use of every variable and gives kernels' outputs their slots.
func (p *planner) assignMemory() {
	last := make([]int, len(p.vars))
	inSegment := make([]bool, len(p.vars))
	for i, st := range p.steps {
		for _, v := range st.in {
			last[v] = i
			inSegment[v] = inSegment[v] || st.kernel == nil
		}
	}
	for _, o := range p.outputs {
		last[o.variable] = len(p.steps)
	}
	var free []int // slots
	for i := range p.steps {
		st := &p.steps[i]
		if st.kernel != nil {
			free = p.assignOutputs(st, i, last, inSegment, free)
		}
		done := slices.Clone(st.in)
		slices.Sort(done)
		for _, v := range slices.Compact(done) {
			if last[v] != i {
				continue
			}
			switch p.vars[v].home {
			case homeStock:
				st.free = append(st.free, v)
			case homeSlot:
				if !slices.Contains(st.reuse, v) {
					free = append(free, p.vars[v].slot)
				}
			}
		}
	}
}

// assignOutputs decides for each output of a kernel whether it takes over an input's memory, and else finds a slot.
func (p *planner) assignOutputs(st *step, i int, last []int, inSegment []bool, free []int) []int {
	st.reuse = slices.Repeat([]int{-1}, len(st.out))
	for k, out := range st.out {
		if out < 0 {
			continue
		}
		if st.kernel.InPlace != nil && st.kernel.InPlace[k] >= 0 {
			if in := st.in[st.kernel.InPlace[k]]; last[in] == i && p.canTakeOver(st, in, out, inSegment) {
				st.reuse[k] = in
			}
		}
		if p.vars[out].home != homeSlot {
			continue
		}
		if st.reuse[k] >= 0 {
			p.vars[out].slot = p.vars[st.reuse[k]].slot
			continue
		}
		p.vars[out].slot, free = p.findSlot(p.vars[out].shape, inSegment[out], free)
	}
	return free
}

// canTakeOver says whether out may live in the memory of in, which nothing uses after this step.
func (p *planner) canTakeOver(st *step, in, out int, inSegment []bool) bool {
	uses := 0
	for _, v := range st.in {
		if v == in {
			uses++
		}
	}
	if uses > 1 || slices.Contains(st.reuse, in) {
		return false
	}
	a, b := p.vars[in], p.vars[out]
	switch {
	case a.home == homeSlot && b.home == homeSlot:
		return p.slots[a.slot].shape == nil && !inSegment[out]
	case b.home == homeOutput:
		return (a.home == homeParam || a.home == homeStock) && a.shape.Equal(b.shape)
	}
	return false
}

// findSlot takes the free slot that fits best: the smallest that is large enough, else the largest, which grows.
func (p *planner) findSlot(s shapes.Shape, exact bool, free []int) (int, []int) {
	need, best := int(s.ByteSize()), -1
	for k, i := range free {
		if exact || p.slots[i].shape != nil {
			if exact && p.slots[i].shape != nil && p.slots[i].shape.Equal(s) {
				return i, slices.Delete(free, k, k+1)
			}
			continue
		}
		if best < 0 || better(p.slots[i].bytes, p.slots[free[best]].bytes, need) {
			best = k
		}
	}
	if best >= 0 {
		i := free[best]
		p.slots[i].bytes = max(p.slots[i].bytes, need)
		return i, slices.Delete(free, best, best+1)
	}
	sl := slot{bytes: need}
	if exact {
		sl.shape = &s
	}
	p.slots = append(p.slots, sl)
	return len(p.slots) - 1, free
}

func better(a, b, need int) bool {
	if (a >= need) != (b >= need) {
		return a >= need
	}
	return (a < b) == (a >= need)
}

// session is the memory of one execution at a time.
type session struct {
	flats   []any            // of each variable
	buffers []compute.Buffer // of each variable that has a stock buffer
	taken   []bool           // the buffer has a new owner: another variable or the caller
	args    [][2][]any       // of each step: the arguments of its kernel
	inputs  [][]compute.Buffer
}

// sessions keeps sessions for the next execution.
type sessions struct {
	mu   sync.Mutex
	free []*session
}

// maxIdle sessions are kept: more than two executions of one graph at the same time are rare.
const maxIdle = 2

func (s *sessions) get(p *plan) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		got := s.free[n-1]
		s.free = s.free[:n-1]
		return got, nil
	}
	return p.newSession()
}

func (s *sessions) put(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) < maxIdle {
		s.free = append(s.free, one)
	}
}

func (p *plan) newSession() (*session, error) {
	s := &session{
		flats: make([]any, len(p.vars)), buffers: make([]compute.Buffer, len(p.vars)), taken: make([]bool, len(p.vars)),
		args: make([][2][]any, len(p.steps)), inputs: make([][]compute.Buffer, len(p.steps)),
	}
	memory := make([][]byte, len(p.slots))
	raw := make([]compute.Buffer, len(p.slots))
	flat := make([]any, len(p.slots))
	for i, sl := range p.slots {
		if sl.shape == nil {
			memory[i] = bytesAligned(sl.bytes)
			continue
		}
		var err error
		if raw[i], flat[i], err = p.backend.stock.NewSharedBuffer(0, *sl.shape); err != nil {
			return nil, err
		}
	}
	for i, v := range p.vars {
		switch {
		case v.home != homeSlot:
		case p.slots[v.slot].shape != nil:
			s.buffers[i], s.flats[i] = raw[v.slot], flat[v.slot]
		default:
			s.flats[i] = dtypes.UnsafeAnySliceFromBytes(unsafe.Pointer(unsafe.SliceData(memory[v.slot])), v.shape.DType,
				v.shape.Size())
		}
	}
	for _, c := range p.constants {
		s.buffers[c.variable], s.flats[c.variable] = c.buffer, c.flat
	}
	for i, st := range p.steps {
		if st.kernel != nil {
			s.args[i] = [2][]any{make([]any, len(st.in)), make([]any, len(st.out))}
		} else {
			s.inputs[i] = make([]compute.Buffer, len(st.in))
		}
	}
	return s, nil
}

// bytesAligned starts at a multiple of 64, the size of a cache line and of the widest SIMD register.
func bytesAligned(n int) []byte {
	const line = 64
	b := make([]byte, n+line)
	skip := (line - int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))%line)) % line
	return b[skip : skip+n]
}
