// Command vulnerabilities runs govulncheck: it looks for known vulnerabilities in this module's dependencies, says
// which of the affected code is really called, and writes the result, with its date, to docs/vulnerabilities.md:
//
//	go run ./bench/vulnerabilities
//
// If the database does not answer, its copy in the Go module golang.org/x/vulndb is used: the version below, or the one
// that -db names.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	tool     = "golang.org/x/vuln/cmd/govulncheck@v1.4.0"
	database = "golang.org/x/vulndb@v0.0.0-20261105234957-e22db6528018"
	report   = "docs/vulnerabilities.md"
)

func main() {
	version := flag.String("db", database, "module version of the database for machines that cannot reach it")
	flag.Parse()
	if err := look(*version); err != nil {
		fmt.Fprintln(os.Stderr, "vulnerabilities:", err)
		os.Exit(1)
	}
}

// look runs govulncheck and writes the report. It is an error that it could not run, not that it found something.
func look(version string) error {
	source := "the Go vulnerability database"
	text, err := check()
	if err != nil && strings.Contains(err.Error(), "fetching vulnerabilities") {
		dir, dbErr := copyOf(version)
		if dbErr != nil {
			return dbErr
		}
		defer os.RemoveAll(dir)
		source = version
		text, err = check("-db", "file://"+filepath.ToSlash(dir))
	}
	if err != nil {
		return err
	}
	table, err := tableOf(text)
	if err != nil {
		return err
	}
	goVersion, err := exec.Command("go", "env", "GOVERSION").Output()
	page := fmt.Sprintf("# Known vulnerabilities\n\nChecked on %s with `go run ./bench/vulnerabilities` (%s, %s, %s).\n\n%s",
		time.Now().UTC().Format(time.DateOnly), filepath.Base(tool), bytes.TrimSpace(goVersion), source, table)
	fmt.Print(page)
	return errors.Join(err, os.WriteFile(report, []byte(page), 0o644))
}

// check runs govulncheck over all packages and returns its messages.
func check(flags ...string) ([]byte, error) {
	cmd := exec.Command("go", append(append([]string{"run", tool, "-format", "json"}, flags...), "./...")...)
	var notes bytes.Buffer
	cmd.Stderr = &notes
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("govulncheck: %w: %s", err, bytes.TrimSpace(notes.Bytes()))
	}
	return text, nil
}
