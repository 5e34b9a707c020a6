package runs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const historyName = "history.jsonl"

// prefix says how much of history.jsonl is committed. Lines after it belong to an epoch whose weights were not saved.
type prefix struct {
	Lines  int    `json:"lines"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// prefixOf returns the prefix that holds exactly these records.
func prefixOf(records []json.RawMessage) prefix {
	sum, size := sha256.New(), int64(0)
	for _, record := range records {
		sum.Write(record)
		sum.Write([]byte{'\n'})
		size += int64(len(record)) + 1
	}
	return prefix{Lines: len(records), Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))}
}

// readHistory returns the committed records of a run folder, or ErrDamaged when they are not what was committed.
func readHistory(dir string, want prefix) ([]json.RawMessage, error) {
	path := filepath.Join(dir, historyName)
	f, err := openPlain(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return parseHistory(nil, want)
	}
	if err != nil {
		return nil, explainRead("read the history", path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, want.Bytes))
	if err != nil {
		return nil, explainRead("read the history", path, err)
	}
	records, err := parseHistory(text, want)
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", historyName, dir, err)
	}
	return records, nil
}

// parseHistory splits the committed text into its records and checks them.
func parseHistory(text []byte, want prefix) ([]json.RawMessage, error) {
	if int64(len(text)) < want.Bytes {
		return nil, fmt.Errorf("%w: %d bytes, want %d", ErrDamaged, len(text), want.Bytes)
	}
	var records []json.RawMessage
	for line := range bytes.Lines(text) {
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if !json.Valid(line) {
			return nil, fmt.Errorf("%w: record %d is not JSON", ErrDamaged, len(records)+1)
		}
		records = append(records, line)
	}
	if prefixOf(records) != want {
		return nil, fmt.Errorf("%w: the check sum differs", ErrDamaged)
	}
	return records, nil
}

// writeHistory writes the records of a new run, durably.
func writeHistory(dir string, records []json.RawMessage) error {
	f, err := openPlain(filepath.Join(dir, historyName), os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	for _, record := range records {
		_, werr := f.Write(append(slices.Clone(record), '\n'))
		err = errors.Join(err, werr)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// openHistory opens history.jsonl for appending after the committed records and cuts off what follows them.
func openHistory(dir string, committed prefix) (f *os.File, cut int64, err error) {
	f, err = openPlain(filepath.Join(dir, historyName), os.O_RDWR|os.O_CREATE|os.O_APPEND)
	if err != nil {
		return nil, 0, explain("open the history", dir, err)
	}
	info, err := f.Stat()
	if err == nil && info.Size() > committed.Bytes {
		cut = info.Size() - committed.Bytes
		err = errors.Join(f.Truncate(committed.Bytes), f.Sync())
	}
	if err != nil {
		return nil, 0, errors.Join(explain("open the history", dir, err), f.Close())
	}
	return f, cut, nil
}
