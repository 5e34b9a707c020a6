package data

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// npyFile is a .npy file of bytes as NumPy writes it.
func npyFile(descr, shape string, values []byte) []byte {
	header := "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }"
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	return slices.Concat([]byte("\x93NUMPY\x01\x00"), []byte{byte(len(header)), byte(len(header) >> 8)},
		[]byte(header), values)
}

// zipFile is an archive of the files.
func zipFile(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngFile is a picture as a PNG file.
func pngFile(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sound checks what every reader promises of a dataset that it returns.
func sound(t *testing.T, d Dataset) {
	t.Helper()
	for _, s := range []Set{d.Train, d.Test} {
		if err := s.Check(); err != nil || s.Len() == 0 || len(s.ClassNames()) != Classes {
			t.Errorf("%d samples, %d class names, %v", s.Len(), len(s.ClassNames()), err)
		}
	}
}

// sentence checks what every error promises: one line that a terminal can show.
func sentence(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("the error has several lines: %q", err)
	}
}

func FuzzReadNPY(f *testing.F) {
	f.Add(npyFile("|u1", "2, 28, 28", noise(2*Pixels, 1)))
	f.Add(npyFile("<i8", "3,", noise(24, 1)))
	f.Add(npyFile(">u2", "1, 1", []byte{0, 7}))
	f.Add(npyFile("<f4", "4294967295, 4294967295", nil))
	f.Add(npyFile("|u1", "2147483647, 1", nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := readNPY(bytes.NewReader(file))
		sentence(t, err)
		if err != nil {
			return
		}
		count := 1
		for _, n := range a.shape {
			count *= n
		}
		if count != len(a.values) {
			t.Errorf("shape %v with %d values", a.shape, len(a.values))
		}
		arrayImages(a)
		arrayLabels(a)
	})
}

// The archive as a whole: of every layout there is one among the seeds.
func FuzzArchive(f *testing.F) {
	picture := pngFile(f, &image.Gray{Pix: noise(Pixels, 3), Stride: Side, Rect: image.Rect(0, 0, Side, Side)})
	images, labels := idxFile(f, noise(Pixels, 1), 1, Side, Side), idxFile(f, []uint8{7}, 1)
	idx := map[string][]byte{}
	for i, o := range official {
		idx["raw/"+strings.TrimSuffix(o.Name, ".gz")] = [][]byte{images, labels}[i%2]
	}
	f.Add(zipFile(f, idx))
	csv := []byte(strings.Join(Columns(), ",") + "\n" + csvRow("1", nil) + "\n")
	f.Add(zipFile(f, map[string][]byte{"a_train.csv": csv, "a_test.csv": csv}))
	arrays := map[string][]byte{}
	for i, names := range npzNames {
		arrays[names[0]+".npy"] = [][]byte{npyFile("|u1", "1, 28, 28", noise(Pixels, 2)),
			npyFile("<i8", "1,", make([]byte, 8))}[i%2]
	}
	f.Add(zipFile(f, map[string][]byte{"x.npz": zipFile(f, arrays)}))
	pictures := map[string][]byte{}
	for _, class := range Names {
		pictures["train/"+letters(class)+"/1.png"], pictures["test/"+letters(class)+"/1.png"] = picture, picture
	}
	f.Add(zipFile(f, pictures))
	f.Fuzz(func(t *testing.T, file []byte) {
		archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		l, found, err := match(archive, "x.zip")
		sentence(t, err)
		if err != nil {
			return
		}
		d, err := l.read(archive, found)
		sentence(t, err)
		if err == nil {
			sound(t, d)
		}
	})
}

func FuzzPicture(f *testing.F) {
	grey := &image.Gray{Pix: noise(Pixels, 3), Stride: Side, Rect: image.Rect(0, 0, Side, Side)}
	f.Add(pngFile(f, grey))
	f.Add(pngFile(f, image.NewNRGBA(grey.Rect)))
	f.Add(pngFile(f, image.NewGray16(grey.Rect)))
	f.Add(pngFile(f, image.NewGray(image.Rect(0, 0, 27, 28))))
	f.Fuzz(func(t *testing.T, file []byte) {
		pixels := make([]uint8, Pixels)
		err := decodePicture(bytes.NewReader(file), pixels)
		sentence(t, err)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := png.Encode(&b, &image.Gray{Pix: pixels, Stride: Side, Rect: grey.Rect}); err != nil {
			t.Fatal(err)
		}
		again := make([]uint8, Pixels)
		if err := decodePicture(&b, again); err != nil || !slices.Equal(again, pixels) {
			t.Errorf("writing and reading changed the picture (%v)", err)
		}
	})
}

func FuzzClasses(f *testing.F) {
	f.Add("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n")
	f.Add("a\na\n")
	f.Add(strings.Repeat("x", 70000))
	f.Add("\xff\n\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		classes, err := parseClasses(strings.NewReader(text))
		sentence(t, err)
		if err != nil {
			return
		}
		again, err := parseClasses(strings.NewReader(strings.Join(classes, "\n")))
		if err != nil || !slices.Equal(again, classes) {
			t.Errorf("%q: %v (%v)", classes, again, err)
		}
	})
}

func FuzzSyntheticPlace(f *testing.F) {
	f.Add("synthetic:5,6")
	f.Add("synthetic:-1,9999999999999999999999")
	f.Fuzz(func(t *testing.T, place string) {
		train, test, err := syntheticCounts(place)
		sentence(t, err)
		if err == nil && (train < 1 || test < 1) {
			t.Errorf("%q: %d, %d", place, train, test)
		}
	})
}
