package fmnist

import "github.com/gofmnist/gofmnist/fmnist/nb"

// Input asks the user for a line, in the notebook's input box or in the terminal, and returns it without its end. Where
// nobody can answer, as under nbconvert, the cell ends with a sentence.
func Input(prompt string) string { return must(nb.Input(prompt)) }
