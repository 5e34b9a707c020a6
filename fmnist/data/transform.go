package data

import "fmt"

// Normalize divides by 255, as x.astype("float32")/255 does.
func Normalize(pixels []uint8) []float32 {
	var table [256]float32
	for v := range table {
		table[v] = float32(v) / 255
	}
	scaled := make([]float32, len(pixels))
	for i, v := range pixels {
		scaled[i] = table[v]
	}
	return scaled
}

// OneHot codes labels as rows of ten zeros with a one, n×10. It is an error when a
// label is above 9.
func OneHot(labels []uint8) ([]float32, error) {
	coded := make([]float32, len(labels)*Classes)
	for i, label := range labels {
		if label >= Classes {
			return nil, fmt.Errorf("label %d is %d, but labels run from 0 to %d", i, label, Classes-1)
		}
		coded[i*Classes+int(label)] = 1
	}
	return coded, nil
}

// Wide is the side of an image after Pad32 or Resize32, the smallest that the
// pretrained networks accept.
const Wide = 32

// Pad32 puts two pixels of zeros around each 28×28 image, as report 2 does with
// tf.pad. It is an error when pixels is not a whole number of images.
func Pad32[T uint8 | float32 | float64](pixels []T) ([]T, error) {
	n, err := wholeImages(len(pixels))
	if err != nil {
		return nil, err
	}
	const border = (Wide - Side) / 2
	padded := make([]T, n*Wide*Wide)
	for i := range n * Side { // every row of every image
		image, row := i/Side, i%Side
		to := (image*Wide+row+border)*Wide + border
		copy(padded[to:to+Side], pixels[i*Side:(i+1)*Side])
	}
	return padded, nil
}

// GrayToRGB repeats each value for three channels, last axis fastest, as skimage's
// gray2rgb does.
func GrayToRGB[T uint8 | float32 | float64](pixels []T) []T {
	rgb := make([]T, 0, 3*len(pixels))
	for _, v := range pixels {
		rgb = append(rgb, v, v, v)
	}
	return rgb
}

// wholeImages is how many images the pixels are.
func wholeImages(pixels int) (int, error) {
	if pixels%Pixels != 0 {
		return 0, fmt.Errorf("%d values are not a whole number of %d×%d images", pixels, Side, Side)
	}
	return pixels / Pixels, nil
}
