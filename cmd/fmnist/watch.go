package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/home"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// listName is how docker/cluster/search.sh calls the list of a round, in plans/SEARCH/round-N of the home.
const listName = "list"

// watch shows how far the plans of a list are, until it is interrupted. Nothing is locked or written, so it may run on
// any machine that sees the store.
func (c call) watch(args []string, interval time.Duration) error {
	if len(args) > 1 {
		return errors.New("give one list of plans: fmnist runs -watch LIST")
	}
	if interval <= 0 {
		interval = 5 * time.Second
	}
	s, err := c.study()
	if err != nil {
		return err
	}
	last := ""
	for {
		list, q, err := look(s, args)
		if err != nil {
			return err
		}
		if c.json {
			return c.print(struct {
				List string `json:"list"`
				study.Queue
				Speed float64 `json:"epochs_per_second"`
				Left  float64 `json:"seconds_left"`
			}{list, q, q.Speed(), q.Left()}, "")
		}
		if now := watched(list, q); now != last {
			last = now
			if _, err := fmt.Fprint(c.out, c.fresh(), now); err != nil {
				return err
			}
		}
		select {
		case <-c.ctx.Done():
			return nil
		case <-time.After(interval):
		}
	}
}

// look reads the list, the newest where none is named, and asks the store for its plans.
func look(s *study.Study, args []string) (list string, q study.Queue, err error) {
	if len(args) == 1 {
		list = args[0]
	} else if list, err = newestList(); err != nil {
		return "", q, err
	}
	plans, err := readList(list)
	if err == nil {
		q, err = s.Queue(plans)
	}
	return list, q, err
}

// newestList is the list of the round that search.sh began last.
func newestList() (string, error) {
	dir, err := home.Dir()
	if err != nil {
		return "", err
	}
	lists, err := filepath.Glob(filepath.Join(dir, "plans", "*", "round-*", listName))
	if err != nil {
		return "", err
	}
	newest, when := "", time.Time{}
	for _, list := range lists {
		if info, err := os.Stat(list); err == nil && info.Size() > 0 && info.ModTime().After(when) {
			newest, when = list, info.ModTime()
		}
	}
	if newest == "" {
		return "", fmt.Errorf("no search has written a list of plans in %s; give one: fmnist runs -watch LIST",
			filepath.Join(dir, "plans"))
	}
	return newest, nil
}

// fresh clears a terminal, and separates two looks elsewhere.
func (c call) fresh() string {
	if file, ok := c.out.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return "\x1b[H\x1b[2J"
		}
	}
	return ""
}

// watched is one look as text.
func watched(list string, q study.Queue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d plans, %d done, %d running, %d queued", text.Path(list), q.Plans, q.Done, len(q.Running),
		q.Queued)
	if q.Failed > 0 {
		fmt.Fprintf(&b, ", %d failed", q.Failed)
	}
	switch speed := q.Speed(); {
	case q.Epochs == 0:
	case speed > 0:
		fmt.Fprintf(&b, "; %.2g epochs/s, %d epochs in about %s", speed, q.Epochs, text.Duration(q.Left()))
	default:
		fmt.Fprintf(&b, "; %d epochs to train", q.Epochs)
	}
	b.WriteByte('\n')
	for _, run := range q.Running {
		fmt.Fprintf(&b, "  %-40s epoch %d, %s\n", run.Entry, run.Epochs+1, text.Duration(run.Seconds))
	}
	return b.String()
}
