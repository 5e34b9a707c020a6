package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopTime is how long an interrupted command may take to save its work: GoNB and most job schedulers kill after 5 s.
const stopTime = 4500 * time.Millisecond

// interruptible returns a context that ends with the first signal: commands then save and return. The channel gives the
// exit code of the interruption, 128 and the signal's number as shells have it, so that job schedulers do not take half
// the work for all of it. A second signal, or stopTime, ends the process at once.
func interruptible() (ctx context.Context, code chan int) {
	ctx, stop := context.WithCancel(context.Background())
	signals, code := make(chan os.Signal, 1), make(chan int, 1)
	signal.Ignore(syscall.SIGPIPE) // a closed terminal must not keep a run from being saved
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		exit := exitCode(<-signals)
		code <- exit
		stop()
		select {
		case <-signals:
		case <-time.After(stopTime):
		}
		os.Exit(exit)
	}()
	return ctx, code
}

func exitCode(s os.Signal) int {
	if number, ok := s.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return 1
}
