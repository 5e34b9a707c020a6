package keras

import (
	"fmt"
	"regexp"
	"strings"
)

// counter numbers layers of one class as Keras does: conv2d, conv2d_1, …
type counter map[string]int

func (c counter) next(class string) string {
	name := snake(class)
	n := c[name]
	if c[name]++; n > 0 {
		return fmt.Sprintf("%s_%d", name, n)
	}
	return name
}

var (
	wordAfter  = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	capitalRun = regexp.MustCompile(`([a-z])([A-Z])`)
)

// snake is Keras' to_snake_case: MaxPooling2D is max_pooling2d, ReLU is re_lu.
func snake(class string) string {
	return strings.ToLower(capitalRun.ReplaceAllString(wordAfter.ReplaceAllString(class, "${1}_$2"), "${1}_$2"))
}
