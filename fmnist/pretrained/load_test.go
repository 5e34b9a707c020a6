package pretrained

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

// tiny is a network with one of everything that is folded; testdata holds its weight files
// (bench/golden/pretrained_files.py).
func tiny() Backbone {
	layers := []backbone.Layer{
		{Name: "input", Kind: backbone.KindInput},
		{Name: "a_conv", Kind: backbone.KindConv, Filters: 4, Kernel: 3, Stride: 1, Same: true, Bias: true},
		{Name: "a_bn", Kind: backbone.KindBatchNorm, Epsilon: 1e-3},
		{Name: "a_relu", Kind: backbone.KindActivation, Activation: backbone.ReLU},
		{Name: "b_dw", Kind: backbone.KindDepthwise, Kernel: 3, Stride: 1, Same: true},
		{Name: "b_bn", Kind: backbone.KindBatchNorm, Epsilon: 1e-3},
		{Name: "c/conv", Kind: backbone.KindConv, Filters: 2, Kernel: 1, Stride: 1},
	}
	for i := 1; i < len(layers); i++ {
		layers[i].Inputs = []string{layers[i-1].Name}
	}
	return Backbone{backbone.Backbone{Name: "tiny", Title: "Tiny", Layers: layers, Scaling: backbone.Raw, Gain: 6,
		File: backbone.File{URLs: []string{"https://example.org/good.h5"}}}}
}

// TestLoad reads every spelling of the legacy layout and finds the seeded values.
func TestLoad(t *testing.T) {
	for _, from := range []string{"", "b_bn"} {
		want, err := tiny().Random(7, from)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{"good", "keras1", "split", "variable", "model", "double"} {
			w, err := tiny().Load(filepath.Join("testdata", file+".h5"), from)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			if !reflect.DeepEqual(w.Tensors, want.Tensors) {
				t.Errorf("%s from %q: the tensors are not the seeded ones", file, from)
			}
			if w.From != from || len(w.MD5) != 32 {
				t.Errorf("%s: wrong description: from %q, md5 %q", file, w.From, w.MD5)
			}
		}
	}
}

func TestLoadUnfrozen(t *testing.T) {
	w, err := tiny().Load("testdata/good.h5", "b_bn")
	if err != nil {
		t.Fatal(err)
	}
	var names, training []string
	for _, tensor := range w.Tensors {
		names = append(names, tensor.Name)
		if tensor.Trainable {
			training = append(training, tensor.Name)
		}
	}
	if got, want := strings.Join(names, " "),
		"a_conv/kernel a_conv/bias b_dw/kernel b_bn/gamma b_bn/beta b_bn/moving_mean b_bn/moving_variance c/conv/kernel"; got != want {
		t.Errorf("tensors %s, want %s", got, want)
	}
	if got, want := strings.Join(training, " "), "b_bn/gamma b_bn/beta c/conv/kernel"; got != want {
		t.Errorf("trainable %s, want %s", got, want)
	}
}

// TestLoadErrors wants one sentence that names the layer, where there is one, and the file.
func TestLoadErrors(t *testing.T) {
	for file, words := range map[string][]string{
		"few.h5":        {"layer a_bn", "3 tensors", "needs 4"},
		"missing.h5":    {"layer b_bn", "0 tensors", "needs 4"},
		"many.h5":       {"layer d_conv", "does not belong to Tiny"},
		"top.h5":        {"layer predictions", "ImageNet classifier", "without it"},
		"shape.h5":      {"layer a_conv", "bias", "shape 3 ", "needs 4"},
		"transposed.h5": {"layer a_conv", "kernel", "4×3×3×3", "needs 3×3×3×4"},
		"unwritten.h5":  {"layer b_dw", "cannot be read", "there is no"},
		"text.h5":       {"layer a_bn", "beta", "holds no numbers"},
		"nolist.h5":     {"layer_names is missing", "save_weights"},
		"nan.h5":        {"layer a_conv", "a_conv/kernel", "NaN at place 2 of 108"},
		"infinite.h5":   {"layer b_bn", "gamma", "-Inf at place 2 of 4"},
		"beyond.h5":     {"layer c/conv", "kernel", "+Inf at place 2 of 8"},
		"negative.h5":   {"layer a_bn", "moving_variance", "negative variance -1"},
		"gzip.h5":       {"compressed (shuffle, gzip)", "h5repack"},
		"chunks.h5":     {"chunks", "h5repack"},
		"latest.h5":     {"newer form of HDF5", "superblock", "h5repack"},
		"tracked.h5":    {"newer form of HDF5", "track_order", "model.save"},
		"absent.h5":     {"cannot be read", "no such file"},
	} {
		_, err := tiny().Load(filepath.Join("testdata", file), "")
		checkSentence(t, file, err, words)
	}
}

func checkSentence(t *testing.T, file string, err error, words []string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", file)
		return
	}
	text := err.Error()
	t.Log(text)
	for _, word := range append(words, file) {
		if !strings.Contains(text, word) {
			t.Errorf("%s: %q does not mention %q", file, text, word)
		}
	}
	if strings.Contains(text, "\n") || len(text) > 320 {
		t.Errorf("%s: %q is not one sentence", file, text)
	}
}

// TestLoadDamaged cuts the file off everywhere and overwrites bytes: always an error or the right shapes, never a
// panic.
func TestLoadDamaged(t *testing.T) {
	good, err := os.ReadFile("testdata/good.h5")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.h5")
	for size := 0; size < len(good); size += 499 {
		write(t, path, good[:size])
		if _, err := tiny().Load(path, ""); err == nil && size < len(good)*3/4 {
			t.Errorf("no error for %d of %d bytes", size, len(good))
		}
	}
	write(t, path, []byte("<html>404 Not Found</html>"))
	_, err = tiny().Load(path, "")
	checkSentence(t, "cut.h5", err, []string{"HDF5", "web page", "download it again"})
}

// TestLoadOtherKinds wants the truth about sound files of another kind: downloading them again would change nothing.
func TestLoadOtherKinds(t *testing.T) {
	good, err := os.ReadFile("testdata/good.h5")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(good); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		words   []string
	}{
		"own.keras": {zipped(t, "metadata.json", "config.json", "model.weights.h5"),
			[]string{".keras archive", "save("}},
		"torch.pt":   {zipped(t, "archive/data.pkl"), []string{"PyTorch"}},
		"files.zip":  {zipped(t, "good.h5"), []string{"zip archive", "unpack"}},
		"good.h5.gz": {packed.Bytes(), []string{"gzip", "gunzip"}},
		"pointer.h5": {[]byte("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"),
			[]string{"git lfs pull"}},
		"own.safetensors": {append([]byte{16, 0, 0, 0, 0, 0, 0, 0}, `{"a":{}}         `...), []string{"safetensors"}},
	} {
		path := filepath.Join(t.TempDir(), name)
		write(t, path, c.content)
		_, err := tiny().Load(path, "")
		checkSentence(t, name, err, c.words)
		if err != nil && (strings.Contains(err.Error(), "again") || strings.Contains(err.Error(), "damaged")) {
			t.Errorf("%s is not damaged: %v", name, err)
		}
	}
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRemark wants a remark for every file that is not the network's own, with both checksums.
func TestRemark(t *testing.T) {
	b := tiny()
	w, err := b.Load("testdata/good.h5", "")
	if err != nil || !strings.Contains(w.Remark, w.MD5) || !strings.Contains(w.Remark, w.SHA256) ||
		len(w.SHA256) != 64 {
		t.Fatalf("%v: %+v", err, w)
	}
	b.File.MD5 = w.MD5
	if known, err := b.Load("testdata/good.h5", ""); err != nil || known.Remark != "" {
		t.Errorf("%v, %q", err, known.Remark)
	}
	b.File.SHA256 = strings.Repeat("0", 64) // a forged md5
	if forged, err := b.Load("testdata/good.h5", ""); err != nil || forged.Remark == "" {
		t.Errorf("%v, no remark for another sha256", err)
	}
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadUnknownLayer(t *testing.T) {
	_, err := Backbone{backbone.VGG16()}.Load("testdata/good.h5", "block9_conv1")
	if err == nil || !strings.Contains(err.Error(), `no layer "block9_conv1"`) {
		t.Errorf("wrong error %v", err)
	}
	_, err = Backbone{backbone.VGG16()}.Load("testdata/good.h5", "")
	checkSentence(t, "good.h5", err, []string{"layer a_conv", "does not belong to VGG16",
		Backbone{backbone.VGG16()}.File.Name()})
}

// FuzzLoad feeds the loader whole files. Seeds are the good and the bad files of testdata.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*.h5")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "fuzz.h5")
		write(t, path, data)
		w, err := tiny().Load(path, "")
		if (w == nil) == (err == nil) {
			t.Fatalf("weights %v with error %v", w, err)
		}
		if err != nil {
			return
		}
		for _, tensor := range w.Tensors {
			size := 1
			for _, d := range tensor.Shape {
				size *= d
			}
			if size != len(tensor.Values) {
				t.Errorf("%s has %d values for shape %v", tensor.Name, len(tensor.Values), tensor.Shape)
			}
		}
	})
}
