package kernel

import "golang.org/x/sys/cpu"

// levels lists the instruction sets of this processor, the fastest last.
func levels() []level {
	switch x := cpu.X86; {
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512BW && x.HasAVX512VL && x.HasAVX2 && x.HasFMA:
		return []level{scalar, avx2, avx512}
	case x.HasAVX2 && x.HasFMA:
		return []level{scalar, avx2}
	}
	return []level{scalar}
}
