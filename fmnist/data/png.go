package data

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
)

// decodePNG decodes a picture of 28×28 pixels. The size is looked at before the pixels are: a small file can claim
// gigabytes.
func decodePNG(file []byte) (image.Image, error) {
	size, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("the picture is damaged or no PNG file: %w", err)
	}
	if size.Width != Side || size.Height != Side {
		return nil, fmt.Errorf("the picture has %d×%d pixels, but images need %d×%d", size.Width, size.Height,
			Side, Side)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("the picture is damaged: %w", err)
	}
	return picture, nil
}
