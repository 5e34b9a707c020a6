package kernel

import (
	"slices"
	"sync"
	"testing"
)

// Several trainings at once share the scratch memory's pool and the processors, but no results.
func TestConcurrentSteps(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		alone := lenet5(17)
		alone.step()
		var all sync.WaitGroup
		nets := make([]*lenet, 4)
		for i := range nets {
			nets[i] = lenet5(17)
			all.Go(nets[i].step)
		}
		all.Wait()
		for i, n := range nets {
			if !slices.Equal(n.params, alone.params) {
				t.Errorf("step %d of four at once differs from a step alone", i)
			}
		}
	})
}

func TestParallel(t *testing.T) {
	defer setProcessors(4)()
	for _, n := range []int{0, 1, 3, 100} {
		done := make([]int, n)
		parallel(n, func(chunk int) {
			parallel(2, func(int) {}) // nested calls must not wait for each other
			done[chunk]++
		})
		for i, times := range done {
			if times != 1 {
				t.Errorf("chunk %d of %d ran %d times", i, n, times)
			}
		}
	}
}

func TestChooseLevel(t *testing.T) {
	for _, c := range []struct {
		wanted string
		best   level
		want   level
	}{{"", avx512, avx512}, {"avx2", avx512, avx2}, {"none", avx512, scalar}, {"avx512", avx2, avx2}, {"avx2", scalar, scalar}, {"", avx2, avx2}} {
		if got := choose(c.wanted, c.best); got != c.want {
			t.Errorf("FMNIST_SIMD=%q on %v chooses %v, want %v", c.wanted, c.best, got, c.want)
		}
	}
}

func TestShortSlicePanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "kernel: MatMul: b has 5 elements, the geometry needs 6" {
			t.Errorf("panic %v", got)
		}
	}()
	MatMul(make([]float32, 4), make([]float32, 6), make([]float32, 5), 2, 2, 3, false, false)
}
