package data

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"
)

// idxFile is an IDX file as bytes.
func idxFile(t testing.TB, values []uint8, dims ...int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeIDX(&b, dims, values); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gzipped is the bytes compressed.
func gzipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestIDXRoundTrip(t *testing.T) {
	values := noise(2*Pixels, 1)
	plain := idxFile(t, values, 2, Side, Side)
	for _, file := range [][]byte{plain, gzipped(t, plain)} {
		dims, got, err := ReadIDX(bytes.NewReader(file))
		if err != nil || !slices.Equal(dims, []int{2, Side, Side}) || !slices.Equal(got, values) {
			t.Errorf("read back %v (%v)", dims, err)
		}
	}
}

func TestIDXDefects(t *testing.T) {
	images := idxFile(t, noise(2*Pixels, 1), 2, Side, Side)
	packed := gzipped(t, images)
	change := func(file []byte, at int, to byte) []byte {
		file = slices.Clone(file)
		file[at] = to
		return file
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":             {nil, "the file ends within its first 4 bytes"},
		"short header":      {images[:9], "the file ends within its IDX header"},
		"truncated":         {images[:800], "the file ends after 784 of the 1568 values"},
		"too long":          {append(slices.Clone(images), 7), "the file goes on after the 1568 values"},
		"wrong magic":       {change(images, 0, 1), "the file begins with 01 00 08 03"},
		"floats":            {change(images, 2, 0x0d), "the file begins with 00 00 0d 03"},
		"no dimensions":     {change(images, 3, 0), "the file begins with 00 00 08 00"},
		"a flipped count":   {change(images, 6, 0x7f), "the file ends after 1568 of the"},
		"a huge count":      {change(images, 4, 0x7f), "[2130706434 28 28]: 2130706435 images would need"},
		"other image size":  {idxFile(t, noise(2*27*28, 1), 2, 27, 28), "the IDX dimensions are [2 27 28]"},
		"truncated gzip":    {packed[:len(packed)/2], "the file ends"},
		"half gzip trailer": {packed[:len(packed)-3], "the file is damaged at its end"},
		"bit flip in gzip":  {change(packed, len(packed)/2, packed[len(packed)/2]^4), "the file is damaged"},
		"gzip header only":  {packed[:5], "the file ends within its gzip header"},
		"no images":         {idxFile(t, nil, 0, Side, Side), "the IDX file holds no image"},
		"HTML":              {[]byte("<!DOCTYPE html><html>"), "so it is not an IDX file"},
	} {
		_, err := ReadImages(bytes.NewReader(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestLabelDefects(t *testing.T) {
	for want, file := range map[string][]byte{
		"label 2 is 10":                 idxFile(t, []uint8{1, 9, 10}, 3),
		"the IDX dimensions are [2 2],": idxFile(t, []uint8{1, 9, 0, 0}, 2, 2),
	} {
		if _, err := ReadLabels(bytes.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func FuzzReadIDX(f *testing.F) {
	images := idxFile(f, noise(Pixels, 1), 1, Side, Side)
	f.Add(images)
	f.Add(images[:100])
	f.Add(gzipped(f, images))
	f.Add(idxFile(f, []uint8{0, 9}, 2))
	f.Add([]byte{0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Add([]byte{0x1f, 0x8b, 8})
	f.Fuzz(func(t *testing.T, file []byte) {
		dims, values, err := ReadIDX(bytes.NewReader(file))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := writeIDX(&b, dims, values); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if !bytes.HasPrefix(file, []byte{0x1f, 0x8b}) && !bytes.Equal(b.Bytes(), file) {
			t.Error("reading and writing changed the file")
		}
	})
}
