package keras

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// stored is a .keras file that holds its parts as they are: compression would keep a fuzzer's changes from them.
func stored(t testing.TB, config, weights []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string][]byte{configFile: config, weightsFile: weights} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name})
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzArchive changes the parts of .keras files: what is read is a network with all of its weights, and what is not is
// one sentence.
func FuzzArchive(f *testing.F) {
	for _, name := range []string{"flat", "every", "functional", "refused"} {
		raw, err := os.ReadFile("../../../bench/golden/exchange/" + name + ".keras")
		if err != nil {
			f.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			f.Fatal(err)
		}
		config, err := unpack(z, configFile, configLimit)
		if err != nil {
			f.Fatal(err)
		}
		weights, err := unpack(z, weightsFile, weightsLimit)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(config, weights)
	}
	f.Fuzz(func(t *testing.T, config, weights []byte) {
		n, w, err := Decode(stored(t, config, weights), nets.AsIs)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("more than one sentence: %v", err)
			}
			return
		}
		if err := w.Check(n); err != nil {
			t.Fatal(err)
		}
	})
}
