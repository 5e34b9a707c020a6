package kernel

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// lspMessage is the part of a message of the Language Server Protocol that the front looks at.
type lspMessage struct {
	ID     *json.RawMessage `json:"id"`
	Method string           `json:"method"`
	Params struct {
		Items []any `json:"items"`
		Value struct {
			Kind string `json:"kind"`
		} `json:"value"`
	} `json:"params"`
}

// frontID is the id of the front's own request; GoNB's are numbers.
const frontID = `"front"`

// lspLimit bounds a message; a completion of everything that fmt and os export has 200 KB.
const lspLimit = 64 << 20

func readLSP(r *bufio.Reader) ([]byte, error) {
	head, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(head.Get("Content-Length"))
	if err != nil || n < 0 || n > lspLimit {
		return nil, fmt.Errorf("a message without a length")
	}
	text := make([]byte, n)
	_, err = io.ReadFull(r, text)
	return text, err
}

func writeLSP(w io.Writer, text []byte) error {
	_, err := fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(text), text)
	return err
}

func lspReply(id *json.RawMessage, result any) []byte {
	text, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "result": result})
	return text
}

// lspInitialize asks for what GoNB does, and for word of progress: gopls reports when it has read the module.
func lspInitialize(folder string) []byte {
	uri := (&url.URL{Scheme: "file", Path: folder}).String()
	text, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(frontID), "method": "initialize",
		"params": map[string]any{
			"processId": os.Getpid(), "rootUri": uri,
			"workspaceFolders": []any{map[string]any{"uri": uri, "name": filepath.Base(folder)}},
			"capabilities":     map[string]any{"window": map[string]any{"workDoneProgress": true}},
		}})
	return text
}

// behind finds gopls in PATH, past the script of that name: the front's command would run that.
func behind(path string) string {
	self := os.Getenv("FMNIST_SPEC")
	for _, dir := range filepath.SplitList(path) {
		if self != "" && dir == filepath.Join(self, "bin") {
			continue
		}
		if found, err := exec.LookPath(filepath.Join(dir, "gopls")); err == nil {
			return found
		}
	}
	return ""
}
