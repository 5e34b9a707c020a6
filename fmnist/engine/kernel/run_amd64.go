package kernel

// The widest blocks of 1, 3 and 5 rows, in elements: the generator's runVectors times the lanes.
var (
	widthAVX512 = [6]int{1: 128, 3: 128, 5: 80}
	widthAVX2   = [6]int{1: 64, 3: 32, 5: 16}
)

// add computes the run.
func (r *run) add() {
	switch simd {
	case avx512:
		r.split(widthAVX512, addRunAVX512)
	case avx2:
		r.split(widthAVX2, addRunAVX2)
	default:
		r.addScalar()
	}
}

func addRunAVX512(r *run) {
	switch vectors := (r.cols + 15) / 16; r.rows {
	case 1:
		switch vectors {
		case 1:
			run1x1AVX512(r)
		case 2:
			run1x2AVX512(r)
		case 3:
			run1x3AVX512(r)
		case 4:
			run1x4AVX512(r)
		case 5:
			run1x5AVX512(r)
		case 6:
			run1x6AVX512(r)
		case 7:
			run1x7AVX512(r)
		case 8:
			run1x8AVX512(r)
		}
	case 3:
		switch vectors {
		case 1:
			run3x1AVX512(r)
		case 2:
			run3x2AVX512(r)
		case 3:
			run3x3AVX512(r)
		case 4:
			run3x4AVX512(r)
		case 5:
			run3x5AVX512(r)
		case 6:
			run3x6AVX512(r)
		case 7:
			run3x7AVX512(r)
		case 8:
			run3x8AVX512(r)
		}
	case 5:
		switch vectors {
		case 1:
			run5x1AVX512(r)
		case 2:
			run5x2AVX512(r)
		case 3:
			run5x3AVX512(r)
		case 4:
			run5x4AVX512(r)
		case 5:
			run5x5AVX512(r)
		}
	}
}

func addRunAVX2(r *run) {
	switch vectors := (r.cols + 7) / 8; r.rows {
	case 1:
		switch vectors {
		case 1:
			run1x1AVX2(r)
		case 2:
			run1x2AVX2(r)
		case 3:
			run1x3AVX2(r)
		case 4:
			run1x4AVX2(r)
		case 5:
			run1x5AVX2(r)
		case 6:
			run1x6AVX2(r)
		case 7:
			run1x7AVX2(r)
		case 8:
			run1x8AVX2(r)
		}
	case 3:
		switch vectors {
		case 1:
			run3x1AVX2(r)
		case 2:
			run3x2AVX2(r)
		case 3:
			run3x3AVX2(r)
		case 4:
			run3x4AVX2(r)
		}
	case 5:
		switch vectors {
		case 1:
			run5x1AVX2(r)
		case 2:
			run5x2AVX2(r)
		}
	}
}
