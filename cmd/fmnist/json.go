package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// writeJSON writes one indented object into a file.
func writeJSON(path string, object any) error {
	text, err := json.MarshalIndent(object, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}
