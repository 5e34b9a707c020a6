package kernels

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// shirt is the logo, drawn for this module on a 16×16 grid: a T-shirt as coarse as a Fashion-MNIST picture, with eyes.
// # cloth, + shade, w white, k black.
var shirt = [16]string{
	"................",
	"....##....##....",
	"..####++++####..",
	".##############.",
	"################",
	"################",
	"####+######+####",
	".##.+######+.##.",
	"....+ww##ww+....",
	"....+wk##wk+....",
	"....+ww##ww+....",
	"....+######+....",
	"....+######+....",
	"....+######+....",
	"....++++++++....",
	"................",
}

// palette colours the drawing: Go's blue for the processor, green for the graphics card.
func palette(cloth, shade color.Color) color.Palette {
	return color.Palette{color.Transparent, cloth, shade, color.White, color.Black}
}

var (
	blue  = palette(color.RGBA{0x00, 0xAD, 0xD8, 0xFF}, color.RGBA{0x00, 0x7D, 0x9C, 0xFF})
	green = palette(color.RGBA{0x76, 0xB9, 0x00, 0xFF}, color.RGBA{0x4F, 0x7C, 0x00, 0xFF})
)

// logoPNG draws the logo with scale screen pixels to a square of the grid.
func logoPNG(p color.Palette, scale int) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, len(shirt)*scale, len(shirt)*scale), p)
	for y := range img.Rect.Max.Y {
		for x := range img.Rect.Max.X {
			img.SetColorIndex(x, y, uint8(max(strings.IndexByte(".#+wk", shirt[y/scale][x/scale]), 0)))
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

// logoSVG draws the logo as one rectangle for each run of equal squares.
func logoSVG(p color.Palette) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+"\n",
		len(shirt), len(shirt))
	for y, row := range shirt {
		for x := 0; x < len(row); {
			end := x + 1
			for end < len(row) && row[end] == row[x] {
				end++
			}
			if row[x] != '.' {
				r, g, b, _ := p[strings.IndexByte(".#+wk", row[x])].RGBA()
				fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%d" height="1" fill="#%02x%02x%02x"/>`+"\n", x, y, end-x,
					r>>8, g>>8, b>>8)
			}
			x = end
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}
