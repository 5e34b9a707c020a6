package chart

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
)

const (
	paletteLimit = 256   // what PNG's palettes hold
	blendLimit   = 64    // colours kept whatever they cover: enough steps from a line or letter to its ground
	areaShare    = 20000 // a colour that covers this part of the picture, or more, is an area and kept exactly
)

// encodePNG writes the picture with a palette where that loses nothing worth seeing: charts have few colours, and a
// paletted PNG is about a fifth of the size and encodes faster.
func encodePNG(img *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	var err error
	if p := paletted(img); p != nil {
		err = enc.Encode(&out, p)
	} else {
		err = enc.Encode(&out, img)
	}
	return out.Bytes(), err
}

// paletted reduces the picture to 256 colours, or returns nil if it is like a photograph. Colours that fill areas are
// kept exactly; rare ones, the blends at the edges of letters and lines, are rounded to the nearest kept colour.
func paletted(img *image.RGBA) *image.Paletted {
	counts := countColors(img)
	if counts == nil {
		return nil
	}
	keys := make([]uint32, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	keep := keys[:min(len(keys), paletteLimit)]
	for len(keep) > blendLimit && counts[keep[len(keep)-1]]*areaShare < len(img.Pix)/4 {
		keep = keep[:len(keep)-1] // fewer blends make a smaller file and look the same
	}
	index := make(map[uint32]uint8, len(keys))
	pal := make(color.Palette, len(keep))
	for i, k := range keep {
		pal[i] = color.RGBA{uint8(k >> 16), uint8(k >> 8), uint8(k), 255}
		index[k] = uint8(i)
	}
	for _, k := range keys[len(keep):] {
		index[k] = nearest(keep, k)
	}
	return indexed(img, pal, index)
}

// photoColors is the number of colours above which a picture is taken for a photograph. Thirty crossing lines make
// about 10,000 blends, a photograph of 200×200 pixels more than this.
const photoColors = 24 << 10

// countColors counts the colours of an opaque picture, or returns nil if there are too many.
func countColors(img *image.RGBA) map[uint32]int {
	counts := map[uint32]int{}
	last, run := uint32(1<<24), 0
	for i := 0; i+3 < len(img.Pix); i += 4 {
		k := uint32(img.Pix[i])<<16 | uint32(img.Pix[i+1])<<8 | uint32(img.Pix[i+2])
		if k == last {
			run++
			continue
		}
		if run > 0 {
			counts[last] += run
		}
		last, run = k, 1
		if len(counts) > photoColors {
			return nil
		}
	}
	if run > 0 {
		counts[last] += run
	}
	return counts
}

// nearest returns the index of the kept colour closest to k.
func nearest(keep []uint32, k uint32) uint8 {
	best, at := 1<<30, 0
	for i, q := range keep {
		dr, dg, db := int(q>>16&255)-int(k>>16&255), int(q>>8&255)-int(k>>8&255), int(q&255)-int(k&255)
		// The eye is most sensitive to green, least to blue: weights of the luma, rounded.
		if d := 3*dr*dr + 6*dg*dg + db*db; d < best {
			best, at = d, i
		}
	}
	return uint8(at)
}

func indexed(img *image.RGBA, pal color.Palette, index map[uint32]uint8) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), pal)
	last, at := uint32(1<<24), uint8(0)
	for i := range out.Pix {
		k := uint32(img.Pix[4*i])<<16 | uint32(img.Pix[4*i+1])<<8 | uint32(img.Pix[4*i+2])
		if k != last {
			last, at = k, index[k]
		}
		out.Pix[i] = at
	}
	return out
}
