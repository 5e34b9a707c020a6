package kernel

// fullWidth says that the processor computes 512 bits at once, as Intel's do. AMD's took two turns up to Zen 4: there
// a row of 16 columns is faster as two registers of 256 bits, since their loads are shorter.
var fullWidth = vendor() == "GenuineIntel"

// vendor is the maker's name as the processor gives it.
func vendor() string {
	var answer [3]uint32
	cpuid(0, &answer)
	var name []byte
	for _, word := range answer {
		name = append(name, byte(word), byte(word>>8), byte(word>>16), byte(word>>24))
	}
	return string(name)
}

// run computes the tile with the smallest kernel that covers it.
func (t *tile) run() {
	switch simd {
	case avx512:
		t.runAVX512()
	case avx2:
		t.runAVX2()
	default:
		t.runScalar()
	}
}

func (t *tile) runAVX512() {
	height := 2
	if t.rows <= 8 {
		height = (t.rows - 1) / 4
	}
	switch {
	case t.cols > 16:
		switch height {
		case 0:
			tile4x32AVX512(t)
		case 1:
			tile8x32AVX512(t)
		default:
			tile12x32AVX512(t)
		}
	case t.cols > 8 && fullWidth:
		switch height {
		case 0:
			tile4x16AVX512(t)
		case 1:
			tile8x16AVX512(t)
		default:
			tile12x16AVX512(t)
		}
	case t.cols > 8:
		switch height {
		case 0:
			tile4x16AVX512Half(t)
		case 1:
			tile8x16AVX512Half(t)
		default:
			tile12x16AVX512Half(t)
		}
	default:
		switch height {
		case 0:
			tile4x8AVX512Half(t)
		case 1:
			tile8x8AVX512Half(t)
		default:
			tile12x8AVX512Half(t)
		}
	}
}

func (t *tile) runAVX2() {
	if t.cols > 8 {
		switch {
		case t.rows > 3:
			tile6x16AVX2(t)
		case t.rows > 1:
			tile3x16AVX2(t)
		default:
			tile1x16AVX2(t)
		}
		return
	}
	switch {
	case t.rows > 3:
		tile6x8AVX2(t)
	case t.rows > 1:
		tile3x8AVX2(t)
	default:
		tile1x8AVX2(t)
	}
}

// runWide is run for level.wideRows() rows of up to backCols columns, without a bias.
func (t *tile) runWide() {
	if simd == avx2 {
		tile3x32AVX2(t)
		return
	}
	t.run()
}

// runDepthwise computes the tile with the vectors A[row][s][p][0:cols] in place of A's elements; cols is at most
// level.lanes().
func (t *tile) runDepthwise() {
	switch simd {
	case avx512:
		depthwiseAVX512(t)
	case avx2:
		if t.cols < 8 { // the other's loads are whole vectors
			depthwiseMaskedAVX2(t)
			return
		}
		depthwiseAVX2(t)
	default:
		t.runDepthwiseScalar()
	}
}
