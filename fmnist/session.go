package fmnist

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/child"
	"github.com/gofmnist/gofmnist/fmnist/execute"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// stopTime is how long the work may take to end after an interrupt. GoNB kills a cell after 5 s.
const stopTime = 4500 * time.Millisecond

// session is the context of this process: it ends with an interrupt, and the process soon after.
var session = sync.OnceValue(func() context.Context {
	// After a kernel restart nobody reads standard output; without this the first line printed would kill the process
	// before it has saved its work.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		rest(stopTime)
		nb.Flush()
		os.Exit(130) // 128 + SIGINT, the shell's convention
	}()
	return ctx
})

// executor computes what the store does not hold: a child process, or this one where the cell imports package local.
var executor = sync.OnceValue(func() execute.Executor {
	if e := execute.InProcess(); e != nil {
		return counted{e}
	}
	return counted{&child.Executor{Stderr: os.Stderr}}
})

// opened is the study of this process.
var opened = sync.OnceValues(func() (*study.Study, error) {
	s, err := study.Open(session(), executor(), data.Options{})
	if err != nil {
		return nil, err
	}
	s.Display = show.Display{}
	return s, nil
})

func current() *study.Study { return must(opened()) }

// must ends the cell with one sentence when there is an error.
func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err == nil {
		return
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped; run the cell again to go on")
	}
	fail(err.Error())
}

// fail ends the cell with one sentence.
func fail(sentence string) {
	nb.Flush()
	fmt.Fprintln(os.Stderr, "fmnist:", sentence)
	os.Exit(1)
}
