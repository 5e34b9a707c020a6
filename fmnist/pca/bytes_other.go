//go:build !amd64

package pca

// byteProducts is false: there are integer products of bytes for amd64 only.
var byteProducts = false

func gramTile(_ []int32, _ int, _ []uint32, _, _, _ int) {}
