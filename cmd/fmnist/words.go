package main

import "fmt"

// most is how many words beside flags a command takes (-1: any number). Commands that are not here take none. That
// there are too few is said by the command itself, with what they are for.
var most = map[string]int{"run": 2, "runs": 2, "compare": -1, "forget": -1, "predict": -1, "lab": -1, "report": -1,
	"kernels": 1, "xla": 2, "export": 2, "import": 1, "history": 2}

// checkWords refuses words that a command would not look at.
func (c command) checkWords(words []string) error {
	if n := most[c.name]; n >= 0 && len(words) > n {
		return fmt.Errorf("%q is not understood; flags come with a dash", words[n])
	}
	return nil
}
