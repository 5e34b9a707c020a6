package runs

import (
	"fmt"
	"strings"
)

// ID names a run: a name for people and the hash of everything its numbers depend on. A run that was made under one
// name is found under any other.
type ID struct {
	Name string `json:"name"` // any text
	Hash string `json:"hash"` // 64 hexadecimal digits
}

// NewID returns the ID of the run described by parts: typically a plan without its number of epochs, and the
// fingerprint of the data. CodeEpoch is added to the hash.
func NewID(name string, parts ...any) (ID, error) {
	hash, err := Hash(append([]any{"run", CodeEpoch}, parts...)...)
	if err != nil {
		return ID{}, fmt.Errorf("run %q: %w", name, err)
	}
	return ID{Name: name, Hash: hash}, nil
}

// String returns the folder name, such as "lenet5-3fa1c02b": the name with everything but letters, digits, dots and
// underscores made a hyphen, and the first 8 digits of the hash. Should two runs share it, the store gives the later
// one more digits.
func (id ID) String() string { return id.folder(shortDigits) }

const (
	shortDigits = 8  // readable; two of 10,000 plans of one name share them with probability 1 %
	longDigits  = 16 // tried when the first 8 are taken by another hash, then all 64
	maxName     = 64 // bytes; folder names may have 255, paths on some systems 260
)

// folder returns the folder name with that many digits of the hash.
func (id ID) folder(digits int) string {
	return safeName(id.Name) + "-" + id.Hash[:min(digits, len(id.Hash))]
}

// safeName makes any text part of a file name on every system.
func safeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
	safe = strings.Trim(safe, "-.") // a leading dot hides a folder
	if len(safe) > maxName {
		safe = safe[:maxName]
	}
	if safe == "" {
		return "run"
	}
	return safe
}

// check reports an ID that NewID did not make.
func (id ID) check() error {
	if len(id.Hash) != 64 || strings.Trim(id.Hash, "0123456789abcdef") != "" {
		return fmt.Errorf("run %q has the hash %q, want 64 hexadecimal digits: make the ID with NewID", id.Name,
			id.Hash)
	}
	return nil
}
