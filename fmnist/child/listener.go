package child

import (
	"encoding/json"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// listener turns events back into calls of a display.
type listener struct {
	execute.Watch
	history []plan.Epoch
}

func (l *listener) event(r reply) {
	switch r.Event {
	case "features":
		hear(r, func(e featuresEvent) {
			if l.Features != nil {
				l.Features(e.What, e.Done, e.Total)
			}
		})
	case "download":
		hear(r, func(e downloadEvent) {
			if l.Download != nil {
				l.Download(e.Done, e.Total)
			}
		})
	default:
		if l.Progress != nil {
			l.progress(r)
		}
	}
}

func (l *listener) progress(r reply) {
	switch r.Event {
	case "start":
		hear(r, func(e startEvent) {
			l.history = e.Before
			l.Progress.Start(e.Plan, e.Steps, e.Before)
		})
	case "step":
		hear(r, l.Progress.Step)
	case "epoch":
		hear(r, func(e epochEvent) {
			l.history = append(l.history, e.Epoch)
			l.Progress.Epoch(l.history, e.Messages)
		})
	case "say":
		hear(r, l.Progress.Say)
	case "done":
		l.Progress.Done()
	}
}

func hear[B any](r reply, do func(B)) {
	var body B
	if json.Unmarshal(r.Body, &body) == nil {
		do(body)
	}
}
