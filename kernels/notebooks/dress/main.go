// Command dress draws notebooks/dress.png, the garment of the tour's section "Your own picture": a summer dress as a
// shop photographs it, laid flat on white, front up, with straps, a waist, and folds in the skirt.
//
//	go run ./kernels/notebooks/dress notebooks/dress.png
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

const (
	side   = 336 // twelve pixels for each of the network's
	paper  = 246 // a white ground, as a camera sees it
	fabric = 96  // the middle grey of the cloth
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: dress FILE")
		os.Exit(2)
	}
	var out bytes.Buffer
	err := png.Encode(&out, draw())
	if err == nil {
		err = os.WriteFile(os.Args[1], out.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// draw samples every pixel at nine points, for smooth edges.
func draw() image.Image {
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			sum := 0.0
			for i := range 9 {
				sum += shade((float64(x)+float64(i%3)/3)/side, (float64(y)+float64(i/3)/3)/side)
			}
			img.SetGray(x, y, color.Gray{uint8(math.Round(sum / 9))})
		}
	}
	return img
}

// shade is the brightness, 0 to 255, at a point of the unit square, y downwards.
func shade(x, y float64) float64 {
	u := math.Abs(x - 0.5) // the dress is symmetric
	switch {
	case strap(u, y), y >= bodice && y < hem(x) && u < half(y) && !neck(u, y):
		return cloth(x, y, u)
	}
	return paper
}

// Heights of the dress.
const (
	top    = 0.05 // of the straps
	bodice = 0.17 // where the bodice begins
	waist  = 0.42
	bottom = 0.95
)

// strap is one of two bands over the shoulders.
func strap(u, y float64) bool {
	return y >= top && y < bodice+0.05 && math.Abs(u-0.095-0.05*(y-top)) < 0.024
}

// neck is the round opening at the top of the bodice.
func neck(u, y float64) bool { return u < 0.085 && y < bodice+0.07*math.Sqrt(1-u*u/(0.085*0.085)) }

// half is half the width of the dress at a height: a bust, a waist and a flared skirt.
func half(y float64) float64 {
	if y < waist {
		t := (y - bodice) / (waist - bodice)
		return 0.145 + 0.02*math.Sin(math.Pi*t*0.9) - 0.035*t*t
	}
	t := (y - waist) / (bottom - waist)
	return 0.11 + 0.17*math.Pow(t, 0.85)
}

// hem waves with the folds.
func hem(x float64) float64 {
	return bottom - 0.012 + 0.012*math.Cos(folds*math.Pi*(x-0.5)/half(bottom))
}

const folds = 5

// cloth is the shading: darker towards the seams, folds that open below the waist, and a belt.
func cloth(x, y, u float64) float64 {
	round := u / math.Max(half(math.Max(y, bodice)), 0.05)
	v := fabric + 34*round*round*round
	if y > waist {
		open := (y - waist) / (bottom - waist)
		v += 20 * open * math.Cos(folds*math.Pi*(x-0.5)/half(y))
	}
	if math.Abs(y-waist) < 0.014 {
		v -= 52
	}
	return math.Max(20, math.Min(200, v))
}
