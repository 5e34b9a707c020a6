package plugin

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The places of functions in pjrt.h are those of the header that go-xla is built with.
func TestInterface(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/gomlx/go-xla").Output()
	if err != nil {
		t.Skip("go does not say where go-xla is: ", err)
	}
	header, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pjrt", "pjrt_c_api.h"))
	if err != nil {
		t.Skip("go-xla is not in the module cache: ", err)
	}
	_, table, _ := strings.Cut(string(header), "typedef struct PJRT_Api {")
	table, _, _ = strings.Cut(table, "} PJRT_Api;")
	places := map[string]int{}
	for i, m := range regexp.MustCompile(`_PJRT_API_STRUCT_FIELD\((\w+)\)`).FindAllStringSubmatch(table, -1) {
		places[m[1]] = i
	}
	own, err := os.ReadFile("pjrt.h")
	if err != nil {
		t.Fatal(err)
	}
	uses := regexp.MustCompile(`(?m)^  (PJRT_\w+) = (\d+),$`).FindAllStringSubmatch(string(own), -1)
	if len(uses) != 6 {
		t.Fatalf("%d places found in pjrt.h, want 6", len(uses))
	}
	for _, u := range uses {
		if want, ok := places[u[1]]; !ok || u[2] != strconv.Itoa(want) {
			t.Errorf("%s is at %s in pjrt.h, at %d in go-xla's header", u[1], u[2], want)
		}
	}
	if !strings.Contains(string(header), "#define PJRT_API_MAJOR 0") {
		t.Error("go-xla speaks another major version of PJRT: look at every struct of pjrt.h")
	}
}
