package pca

import "golang.org/x/sys/cpu"

// byteProducts says whether byteMoments runs. A test turns it off to compare.
var byteProducts = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VNNI

// gramTileVNNI adds to c [6][64], rows stride entries apart, the products of a's 6 columns (less 128) with b's 64; a
// and b are groups of four samples, stride entries apart.
//
//go:noescape
func gramTileVNNI(c *int32, a, b *uint32, stride, groups int)

func gramTile(c []int32, stride int, packed []uint32, i, j, groups int) {
	// The slice expressions check what the instructions will read and write.
	c = c[:(gramRows-1)*stride+gramCols]
	packed = packed[:groups*stride]
	a, b := packed[i:], packed[j:j+gramCols]
	_ = packed[(groups-1)*stride+max(i+gramRows, j+gramCols)-1]
	gramTileVNNI(&c[0], &a[0], &b[0], stride, groups)
}
