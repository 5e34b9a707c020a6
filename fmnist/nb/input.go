package nb

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

const (
	inputType = "github.com/janpfeifer/gonb/gonbui/protocol.InputRequest"
	inputMIME = "gonb/jupyter_input"

	stdinVar = "FMNIST_STDIN" // number of the file that GoNB writes answers to, where standard input is another
	frontVar = "FMNIST_FRONT" // folder of the kernel's front
	silent   = "silent"       // a file in that folder says that the front end has no input box
)

// inputRequest is GoNB's message that opens the input box; its field names are what gob matches by.
type inputRequest struct {
	Prompt   string
	Password bool
}

var registerInput = sync.OnceFunc(func() { gob.RegisterName(inputType, inputRequest{}) })

// errNoInput is what Input returns where nobody can answer.
var errNoInput = fmt.Errorf("nb: nobody can type here (the notebook is executed without a front end): %w", io.EOF)

// Input asks the user for a line: in the notebook's input box, or in the terminal. It returns the line without its end,
// and an error that wraps io.EOF where nobody can answer.
func Input(prompt string) (string, error) {
	if k := kernel(); k != nil {
		if dir := os.Getenv(frontVar); dir != "" {
			if _, err := os.Stat(filepath.Join(dir, silent)); err == nil {
				return "", errNoInput
			}
		}
		if err := k.ask(prompt); err != nil {
			return "", err
		}
	} else {
		fmt.Fprint(os.Stderr, prompt)
	}
	line, err := answers().ReadString('\n')
	if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
		return "", fmt.Errorf("nb: no answer to %q: %w", prompt, err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// answers is where lines come from: standard input, or the file that GoNB writes to.
var answers = sync.OnceValue(func() *bufio.Reader {
	if n, err := strconv.Atoi(os.Getenv(stdinVar)); err == nil && kernel() != nil {
		return bufio.NewReader(os.NewFile(uintptr(n), "answers"))
	}
	return bufio.NewReader(os.Stdin)
})

// ask opens the input box.
func (l *link) ask(prompt string) error {
	registerInput()
	return l.send(bundle{data: map[string]any{inputMIME: inputRequest{Prompt: prompt}}}, "")
}
