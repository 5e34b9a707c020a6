package notebooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
)

// TestPlainGoNB runs the shipped notebooks without the kernel's front: they ask nothing of it.
func TestPlainGoNB(t *testing.T) {
	for _, name := range Shipped() {
		for i, c := range mustRead(t, filepath.Join(folder, name)).Cells {
			if got := cell.New(c.Source); c.Type == "code" && (got.Code != c.Source || len(got.Blank) > 0) {
				t.Errorf("%s, cell %d: the front would change it", name, i)
			}
		}
	}
	python, env := kernelForTests(t)
	env = append(env, "FMNIST_DATA=synthetic", "GOMLX_BACKEND=", "FMNIST_FRONT=off")
	for _, name := range Shipped() {
		path := filepath.Join(folder, name)
		t.Run(strings.TrimSuffix(name, ".ipynb"), func(t *testing.T) {
			if text, err := os.ReadFile(path); err == nil && os.Getenv("FMNIST_WEIGHTS") == "" &&
				strings.Contains(string(text), "fmnist.SqueezeNet") {
				t.Skip("needs FMNIST_WEIGHTS, the folder of SqueezeNet's weights")
			}
			t.Parallel()
			execute(t, python, path, env)
		})
	}
}
