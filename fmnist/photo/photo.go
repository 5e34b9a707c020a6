// Package photo turns a user's own picture into what the data set holds: 28×28 pixels, grey, a bright garment on black.
package photo

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that a phone, a scanner or a web page gives
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"slices"

	"golang.org/x/image/draw"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Image is a picture brought into the form of the data set: 28×28, grey, a bright garment on black.
type Image struct {
	Width, Height int     // of the file
	Inverted      bool    // the background was bright
	Pixels        []uint8 // 784, row by row
	Steps         []Step
}

// Step is one picture on the way.
type Step struct {
	What          string
	Width, Height int
	Pixels        []uint8
}

const (
	// pixelLimit is beyond any camera (200 megapixels) and keeps a forged header from asking for gigabytes.
	pixelLimit = 200_000_000
	// workSide is the longest side that the steps work on, pixels: 36 times what the network sees.
	workSide = 1008
	// bright is the grey value from which a background counts as bright: the middle of the range.
	bright = 128
	// marginTolerance is how much brighter than the background a pixel may be and still be margin: noise and JPEG's
	// ripples.
	marginTolerance = 16
)

// Read reads a PNG, JPEG or GIF file and goes the way on which the data set was made (Xiao, Rasul and Vollgraf 2017,
// section 2): upright as the camera's EXIF note says, grey, inverted if the background is bright, the background made
// black, the empty margin cut off, padded to a square, scaled to 28×28. A picture that is 28×28 already is at most
// inverted.
func Read(path string) (Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return Image{}, fmt.Errorf("the picture cannot be opened: %w", err)
	}
	defer func() { _ = file.Close() }()
	own, err := read(file)
	if err != nil {
		return Image{}, fmt.Errorf("%s is no picture that can be read: %w; give a PNG, JPEG or GIF file", path, err)
	}
	return own, nil
}

func read(r io.ReadSeeker) (Image, error) {
	size, _, err := image.DecodeConfig(r)
	if err != nil {
		return Image{}, err
	}
	if size.Width < 1 || size.Height < 1 || size.Width > pixelLimit/size.Height {
		return Image{}, fmt.Errorf("%d×%d pixels are too few or too many", size.Width, size.Height)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Image{}, err
	}
	turn := orientation(r)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Image{}, err
	}
	picture, _, err := image.Decode(r)
	if err != nil {
		return Image{}, err
	}
	if picture.Bounds().Empty() {
		return Image{}, errors.New("it has no pixels")
	}
	return prepare(picture, turn), nil
}

// prepare is the way from any picture, turned as its file says, to 784 pixels.
func prepare(picture image.Image, turn int) Image {
	o := Image{Width: picture.Bounds().Dx(), Height: picture.Bounds().Dy()}
	if turn > 4 {
		o.Width, o.Height = o.Height, o.Width
	}
	step := func(what string, g *image.Gray) {
		o.Steps = append(o.Steps, Step{what, g.Rect.Dx(), g.Rect.Dy(), slices.Clone(g.Pix)})
	}
	g := turned(grey(picture), turn)
	step(fmt.Sprintf("grey, %d×%d pixels", o.Width, o.Height), g)
	level := background(g)
	if o.Inverted = level >= bright; o.Inverted {
		for i, v := range g.Pix {
			g.Pix[i] = 255 - v
		}
		level = 255 - level
		step("inverted: the background was bright", g)
	}
	if o.Width != data.Side || o.Height != data.Side {
		blacken(g, level)
		g = square(trim(g))
		step("background black, margin cut off, padded to a square", g)
		small := image.NewGray(image.Rect(0, 0, data.Side, data.Side))
		draw.BiLinear.Scale(small, small.Rect, g, g.Rect, draw.Src, nil)
		g = small
	}
	step(fmt.Sprintf("%d×%d, ÷ 255: %.2f … %.2f", data.Side, data.Side, float64(slices.Min(g.Pix))/255,
		float64(slices.Max(g.Pix))/255), g)
	o.Pixels = g.Pix
	return o
}

// grey is the luma of the picture on white paper, at most workSide pixels long.
func grey(picture image.Image) *image.Gray {
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > workSide {
		w, h = max(w*workSide/longest, 1), max(h*workSide/longest, 1)
	}
	paper := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(paper, paper.Rect, picture, b, draw.Over, nil)
	g := image.NewGray(paper.Rect)
	for y := range h {
		for x := range w {
			g.SetGray(x, y, color.GrayModel.Convert(paper.RGBAAt(x, y)).(color.Gray))
		}
	}
	return g
}

// background is the median of the outermost pixels.
func background(g *image.Gray) uint8 {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	var edge []uint8
	for x := range w {
		edge = append(edge, g.Pix[x], g.Pix[(h-1)*g.Stride+x])
	}
	for y := range h {
		edge = append(edge, g.Pix[y*g.Stride], g.Pix[y*g.Stride+w-1])
	}
	slices.Sort(edge)
	return edge[len(edge)/2]
}

// blacken stretches the grey values so that the background is 0, as it is in the data set, and 255 stays.
func blacken(g *image.Gray, level uint8) {
	for i, v := range g.Pix {
		g.Pix[i] = uint8(max(int(v)-int(level), 0) * 255 / (255 - int(level)))
	}
}

// trim cuts off the rows and columns that are background only; an empty picture stays whole.
func trim(g *image.Gray) *image.Gray {
	var inside image.Rectangle
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			if g.GrayAt(x, y).Y > marginTolerance {
				inside = inside.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if inside.Empty() {
		return g
	}
	return g.SubImage(inside).(*image.Gray)
}

// square puts the picture in the middle of a black square.
func square(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	side := max(w, h)
	out := image.NewGray(image.Rect(0, 0, side, side))
	corner := image.Pt((side-w)/2, (side-h)/2)
	draw.Draw(out, image.Rectangle{corner, corner.Add(image.Pt(w, h))}, g, g.Rect.Min, draw.Src)
	return out
}

// String says in words what happened to the picture.
func (o Image) String() string {
	line := fmt.Sprintf("%d×%d pixels made grey", o.Width, o.Height)
	if o.Inverted {
		line += ", inverted because the background was bright"
	}
	if o.Width != data.Side || o.Height != data.Side {
		line += fmt.Sprintf(", margin cut off, padded and scaled to %d×%d", data.Side, data.Side)
	}
	return line
}
