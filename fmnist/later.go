package fmnist

import (
	"runtime"
	"strings"
	"sync"
)

// later is a result that is computed when it is first used.
type later[T any] struct {
	once    sync.Once
	compute func() T
	value   T
}

// result makes a value of one of the slow verbs. In a package-level declaration nothing happens yet, since GoNB
// evaluates those again in every later cell; anywhere else the verb works at once.
func result[T any](compute func() T) *later[T] {
	l := &later[T]{compute: compute}
	if !declaring() {
		l.now()
	}
	return l
}

// now is the result, computed once.
func (l *later[T]) now() T {
	if l == nil {
		fail("this value was never made; declare it with one of the verbs, as in var run = fmnist.Train(plan)")
	}
	l.once.Do(func() { l.value = l.compute() })
	return l.value
}

// declaring reports whether the caller runs while package-level variables are initialised: Go does that in a function
// called init of the package, before main.
func declaring() bool {
	const depth = 64 // a declaration that calls functions of its own seldom goes deeper
	var callers [depth]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, ".init") && !strings.HasSuffix(frame.Function, ").init") {
			return true
		}
		if !more {
			return false
		}
	}
}
