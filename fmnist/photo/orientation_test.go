package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// turnedJPEG is a JPEG with an EXIF note: 40 columns, 30 rows, white but for a dark block in the stored top left
// corner.
func turnedJPEG(t testing.TB, turn uint16, order binary.AppendByteOrder) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range 12 {
		for x := range 16 {
			img.SetGray(x, y, color.Gray{})
		}
	}
	var body bytes.Buffer
	if err := jpeg.Encode(&body, img, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	name := "II"
	if order.String() == binary.BigEndian.String() {
		name = "MM"
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(name), 42), 8)
	tiff = order.AppendUint16(tiff, 1)                                                            // one entry
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, orientationTag), 3), 1) // a short
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, turn), 0), 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, startOfImage, 0xff, application1},
		binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), body.Bytes()[2:]...)
}

// Where the dark corner has to be for each note, by the EXIF standard: the stored first row is the top, the bottom, the
// left side and so on.
func TestOrientation(t *testing.T) {
	for turn, want := range map[uint16]struct {
		right, bottom, tall bool
	}{
		0: {}, 1: {}, 2: {right: true}, 3: {right: true, bottom: true}, 4: {bottom: true},
		5: {tall: true}, 6: {right: true, tall: true}, 7: {right: true, bottom: true, tall: true},
		8: {bottom: true, tall: true}, 9: {},
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			own, err := read(bytes.NewReader(turnedJPEG(t, turn, order)))
			if err != nil {
				t.Fatal(err)
			}
			if tall := own.Height > own.Width; tall != want.tall {
				t.Errorf("%d: %d×%d", turn, own.Width, own.Height)
			}
			grey := own.Steps[0]
			x, y := 2, 2
			if want.right {
				x = grey.Width - 3
			}
			if want.bottom {
				y = grey.Height - 3
			}
			if v := grey.Pixels[y*grey.Width+x]; v > 40 {
				t.Errorf("%d: at %d, %d the picture is %d, not dark", turn, x, y, v)
			}
		}
	}
}
