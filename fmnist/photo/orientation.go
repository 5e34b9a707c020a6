package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// A camera writes the pixels as its sensor lies and notes in the EXIF part of a JPEG how they have to be turned (EXIF
// 2.3, section 4.6.4, tag 0x0112). The numbers count from 1, upright, to 8.
const (
	upright        = 1
	lastTurn       = 8
	orientationTag = 0x0112
	exifLimit      = 64 << 10 // bytes; a segment of a JPEG is no longer
)

// The markers of a JPEG that matter here.
const (
	startOfImage = 0xd8
	startOfScan  = 0xda
	application1 = 0xe1
)

// orientation is how a picture has to be turned; upright where nothing, or nothing that makes sense, says so.
func orientation(r io.Reader) int {
	var marker [4]byte
	if _, err := io.ReadFull(r, marker[:2]); err != nil || marker[0] != 0xff || marker[1] != startOfImage {
		return upright
	}
	for {
		if _, err := io.ReadFull(r, marker[:]); err != nil || marker[0] != 0xff || marker[1] == startOfScan {
			return upright
		}
		length := int(binary.BigEndian.Uint16(marker[2:])) - 2 // it counts itself
		if length < 0 || length > exifLimit {
			return upright
		}
		segment := make([]byte, length)
		if _, err := io.ReadFull(r, segment); err != nil {
			return upright
		}
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker[1] == application1 {
			return fromTIFF(tiff)
		}
	}
}

// fromTIFF looks for the orientation in the first directory of an EXIF part.
func fromTIFF(tiff []byte) int {
	const header, entry = 8, 12
	if len(tiff) < header {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := int(order.Uint16(tiff[at:]))
	for rest := tiff[at+2:]; entries > 0 && len(rest) >= entry; entries, rest = entries-1, rest[entry:] {
		if order.Uint16(rest) != orientationTag {
			continue
		}
		if turn := int(order.Uint16(rest[8:])); turn >= upright && turn <= lastTurn {
			return turn
		}
	}
	return upright
}

// turned is the picture as it was seen. From 5 on, rows and columns change places.
func turned(g *image.Gray, turn int) *image.Gray {
	if turn == upright {
		return g
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	if turn > 4 {
		w, h = h, w
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Pix[y*out.Stride+x] = g.Pix[source(x, y, w, h, turn, g.Stride)]
		}
	}
	return out
}

// source is where the pixel at x, y of a turned picture of that size lies in the stored one.
func source(x, y, w, h, turn, stride int) int {
	right, below := w-1-x, h-1-y
	switch turn {
	case 2: // mirrored
		x = right
	case 3: // upside down
		x, y = right, below
	case 4:
		y = below
	case 5:
		x, y = y, x
	case 6: // the camera was turned left
		x, y = y, right
	case 7:
		x, y = below, right
	case 8: // the camera was turned right
		x, y = below, x
	}
	return y*stride + x
}
