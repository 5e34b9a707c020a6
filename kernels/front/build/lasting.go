package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// lasting reads a configuration of imports, whose packages may lie in the go command's temporary folder, and names
// files that remain: the cell's own, below from, will lie below to, and what was compiled just now lies in Go's build
// cache too.
func lasting(config, from, to string) ([]byte, error) {
	text, err := os.ReadFile(config)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for line := range strings.Lines(string(text)) {
		name, file, isFile := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		switch {
		case !isFile || !strings.HasPrefix(name, "packagefile ") || !below(filepath.Dir(from), file):
			out.WriteString(line)
		case below(from, file):
			fmt.Fprintf(&out, "%s=%s\n", name, to+strings.TrimPrefix(file, from))
		default:
			if file, err = cached(file); err != nil {
				return nil, err
			}
			fmt.Fprintf(&out, "%s=%s\n", name, file)
		}
	}
	return out.Bytes(), nil
}

func below(dir, file string) bool { return strings.HasPrefix(file, dir+string(filepath.Separator)) }

// cached is the file of Go's build cache with the same content, which is what names it.
func cached(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	id := hex.EncodeToString(sum[:])
	path := filepath.Join(os.Getenv("GOCACHE"), id[:2], id+"-d")
	info, err := os.Stat(path)
	if err == nil && info.Size() != int64(len(text)) {
		err = fmt.Errorf("%s is not %s", path, file)
	}
	return path, err
}

// moved replaces paths below a folder in arguments.
func moved(args []string, from, to string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = strings.ReplaceAll(a, from, to)
	}
	return out
}
