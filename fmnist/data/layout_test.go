package data

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layoutGoldens is layouts.json: what torchvision, Keras, pandas and NumPy find in the files beside it.
type layoutGoldens struct {
	Fingerprint        string
	ImageFolder        string   `json:"image_folder"`
	ImageFolderClasses []string `json:"image_folder_classes"`
}

func readLayoutGoldens(t *testing.T) (g layoutGoldens) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(goldenRoot, "layouts.json"))
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// unpacked is the archive's contents as a folder.
func unpacked(t *testing.T, archive string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(archive), ".zip"))
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, f.Name), content)
	}
	return dir
}

// TestLayouts reads the same data from every layout, archives also unpacked, twice: parsed, then from the raw cache.
func TestLayouts(t *testing.T) {
	isolate(t)
	g := readLayoutGoldens(t)
	root := filepath.Join(goldenRoot, "layouts")
	for name, edition := range map[string]string{
		"torchvision.zip": Fashion, "torchvision-kmnist.zip": "KMNIST", "keras.zip": Fashion, "dotted.zip": Fashion,
		"mnist.npz": "MNIST", "int64.npz": Fashion, "kuzushiji": "KMNIST", "archive.zip": Fashion, "csv.zip": Fashion,
		"csv-index.zip": Fashion, "csv-last.zip": Fashion, "csv-semicolons.zip": Fashion, "csv-shuffled.zip": Fashion,
		"pictures.zip": Fashion, "pictures-own.zip": "pictures-own",
	} {
		places := []string{filepath.Join(root, name)}
		if strings.HasSuffix(name, ".zip") {
			places = append(places, unpacked(t, places[0]))
		}
		for _, place := range slices.Concat(places, places) {
			want := g.Fingerprint
			if name == "pictures-own.zip" {
				want = g.ImageFolder
			}
			d, err := Load(context.Background(), Options{Dir: place})
			if err != nil || d.Fingerprint() != want || d.Source != place {
				t.Errorf("%s: %d + %d images, source %s, %v", place, d.Train.Len(), d.Test.Len(), d.Source, err)
				continue
			}
			if strings.TrimSuffix(d.Edition, ".zip") != edition || len(d.ClassNames()) != Classes {
				t.Errorf("%s: edition %q, classes %v", place, d.Edition, d.ClassNames())
			}
			if name == "pictures-own.zip" && !slices.Equal(d.Test.ClassNames(), g.ImageFolderClasses) {
				t.Errorf("classes %v, ImageFolder has %v", d.ClassNames(), g.ImageFolderClasses)
			}
		}
	}
}

// goldenRoot is goldenDir from where the tests begin; isolate changes the working directory.
var goldenRoot = func() string {
	dir, err := filepath.Abs(goldenDir)
	if err != nil {
		panic(err)
	}
	return dir
}()

// TestKerasCacheUnasked: used when it holds the official files, which is said; otherwise not, which is said as well.
func TestKerasCacheUnasked(t *testing.T) {
	isolate(t)
	user := t.TempDir()
	t.Setenv("KERAS_HOME", user)
	dir := filepath.Join(user, "datasets", "fashion-mnist")
	for _, f := range official { // the official sizes, other contents
		write(t, filepath.Join(dir, f.Name), make([]byte, f.Size))
	}
	asked := false
	_, err := Load(context.Background(), Options{Download: func(context.Context, string) error {
		asked = true
		return os.ErrDeadlineExceeded
	}})
	if err == nil || !asked {
		t.Errorf("files that only have the official sizes were taken (%v)", err)
	}
}

func TestKerasCacheOfOfficialFiles(t *testing.T) {
	real := realDir(t)
	isolate(t)
	user := t.TempDir()
	t.Setenv("HOME", user)
	dir := filepath.Join(user, ".keras", "datasets", "fashion-mnist")
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, dir); err != nil {
		t.Skip(err)
	}
	d, err := Load(context.Background(), Options{})
	if err != nil || !d.Official || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "Keras' cache, "+dir) {
		t.Errorf("official %v, notes %v, %v", d.Official, d.Notes, err)
	}
}

// TestClassFile names the classes of data that have none.
func TestClassFile(t *testing.T) {
	isolate(t)
	dir := filepath.Join(t.TempDir(), "sounds")
	writeFolder(t, dir, small, false)
	load(t, Options{Dir: dir}, small)
	write(t, filepath.Join(dir, ClassFile), []byte("\ufeffair\r\nbell\r\n\r\ncat\ndog\neel\nfan\ngun\nhum\nink\njet\n"))
	d := load(t, Options{Dir: dir}, small)
	if d.Edition != "sounds" || d.Train.Take(3).ClassNames()[1] != "bell" ||
		d.Test.Subset([]int{1}).ClassNames()[9] != "jet" {
		t.Errorf("edition %q, classes %v", d.Edition, d.ClassNames())
	}
	for text, want := range map[string]string{"a\nb\n": "has 2 names", "a\na\n": `has the name "a" twice`,
		"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n": "has more than 10 names"} {
		write(t, filepath.Join(dir, ClassFile), []byte(text))
		_, err := Load(context.Background(), Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestOtherLayouts: each gets a sentence that says what to do.
func TestOtherLayouts(t *testing.T) {
	isolate(t)
	for file, want := range map[string]string{
		"processed/training.pt": "torchvision's root", "x.pkl": "numpy.savez", "0000.parquet": "numpy.savez",
		"fashion_mnist-train.tfrecord-00000-of-00001": "tensorflow_datasets", "a.tar.gz": "unpack it",
		"train/shirt/1.jpg": "JPEG changes pixels",
		"notes.txt":         "there are only files like notes.txt; what is read are", "train_images.npy": "numpy.savez",
		"train/shirt/1.png": "lacks test with one folder", "a_train.csv": "lacks a CSV file with test in its name",
		"t10k-labels.idx1-ubyte": "lacks train-images-idx3-ubyte.gz, ",
		"kmnist-test-imgs.npz":   "lacks kmnist-train-imgs.npz, ",
		"x.npz":                  "not a whole .npz file", "archive.zip": "not a whole .zip archive",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, file), []byte("x"))
		_, err := Load(context.Background(), Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dir) ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
		_, err = Load(context.Background(), Options{Dir: filepath.Join(dir, file)})
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s itself: %v", file, err)
		}
	}
	_, err := Read(filepath.Join(goldenRoot, "layouts", "float.npz"))
	if err == nil || !strings.Contains(err.Error(), `floating-point numbers (<f8): save whole numbers from 0 to 255`) {
		t.Errorf("floats: %v", err)
	}
}
