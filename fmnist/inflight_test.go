package fmnist

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestRest(t *testing.T) {
	for name, c := range map[string]struct{ work, want time.Duration }{
		"nothing in flight":    {0, lastWords},
		"work that ends":       {2*time.Second - time.Millisecond, 2*time.Second + lastWords - 50*time.Millisecond},
		"work beyond the time": {time.Minute, stopTime},
	} {
		synctest.Test(t, func(t *testing.T) {
			if c.work > 0 {
				end := begin()
				time.AfterFunc(c.work, end)
			}
			start := time.Now()
			rest(stopTime)
			if got := time.Since(start); got < c.want || got > c.want+100*time.Millisecond {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
			time.Sleep(time.Minute)
		})
	}
}
