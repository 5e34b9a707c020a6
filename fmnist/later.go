package fmnist

import (
	"runtime"
	"strings"
	"sync"
)

// later is a result that is computed when it is first used. The result's type stands in the method now of the type
// around it and not here: every cell compiles anew what is generic in the types it uses, with all that these hold.
type later struct {
	once    sync.Once
	compute func() any
	value   any
}

// result makes a value of one of the slow verbs. In a package-level declaration nothing happens yet, since GoNB
// evaluates those again in every later cell; anywhere else the verb works at once.
func result[T any](compute func() T) *later { return makeLater(func() any { return compute() }) }

func makeLater(compute func() any) *later {
	l := &later{compute: compute}
	if !declaring() {
		l.now()
	}
	return l
}

// now is the result, computed once.
func (l *later) now() any {
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
