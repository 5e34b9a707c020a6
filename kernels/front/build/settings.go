package build

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// settings are the files that `go env -w` and the Go installation keep the go command's settings in.
func settings(root string) ([]string, error) {
	file := os.Getenv("GOENV")
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, err
		}
		file = filepath.Join(dir, "go", "env")
	}
	files := []string{file, filepath.Join(root, "go.env")} // a file named off does no harm: there is none
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			if name == "GOWORK" || name == "GOFLAGS" && !allowed(value) {
				return nil, errPlain
			}
		}
	}
	return files, nil
}

// allowed reports whether flags for every go command are among those whose effect a plan holds completely.
func allowed(goflags string) bool {
	for _, f := range strings.Fields(goflags) {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if !slices.Contains([]string{"ldflags", "gcflags", "tags", "buildvcs", "trimpath"}, name) {
			return false
		}
	}
	return true
}

// environment is what the go command and its tools are told, without what shells change.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.Contains([]string{"PWD", "OLDPWD", "SHLVL", "_"}, name)
	})
	slices.Sort(env)
	return env
}
