package fmnist

import (
	"fmt"
	"go/types"
	"os"
	"strings"
	"testing"
)

// Earlier names lead to names that exist, and CHANGELOG.md has the table that compile errors are explained with.
func TestRenamed(t *testing.T) {
	table, err := os.ReadFile("../kernels/front/cell/renamed.tsv")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	_, listed, _ := strings.Cut(string(changes), "|---|---|---|\n")
	packages := surface(t)
	var want strings.Builder
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := append(strings.Split(strings.TrimSuffix(line, "\n"), "\t"), "")
		fmt.Fprintf(&want, "| `%s` | `%s` | %s |\n", f[0], f[1], f[2])
		if exists(packages["fmnist"], f[0]) {
			t.Errorf("%s is no earlier name: package fmnist has it", f[0])
		}
		if name, member, ok := strings.Cut(f[1], "."); ok && packages[name] != nil {
			if !exists(packages[name], member) {
				t.Errorf("%s leads to %s, which does not exist", f[0], f[1])
			}
		} else if !exists(packages["fmnist"], f[1]) {
			t.Errorf("%s leads to %s, which does not exist", f[0], f[1])
		}
	}
	if got := strings.TrimSpace(listed); got != strings.TrimSpace(want.String()) {
		t.Errorf("CHANGELOG.md's table is not renamed.tsv's, which is\n%s", want.String())
	}
}

// exists looks up an exported name, or Type.Member.
func exists(pkg *types.Package, name string) bool {
	name, member, isMember := strings.Cut(name, ".")
	o := pkg.Scope().Lookup(name)
	if o == nil || !isMember {
		return o != nil && o.Exported()
	}
	found, _, _ := types.LookupFieldOrMethod(o.Type(), true, pkg, member)
	return found != nil
}
