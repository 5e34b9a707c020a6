#include "textflag.h"

// func skipAVX2(scores *float32, n int, threshold float32) int
TEXT ·skipAVX2(SB), NOSPLIT, $0-32
	MOVQ scores+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSS threshold+16(FP), Y0
	XORQ AX, AX
	SUBQ $32, CX

next:
	CMPQ AX, CX
	JGT  done
	VCMPPS $1, (SI)(AX*4), Y0, Y1   // threshold < score
	VCMPPS $1, 32(SI)(AX*4), Y0, Y2
	VCMPPS $1, 64(SI)(AX*4), Y0, Y3
	VCMPPS $1, 96(SI)(AX*4), Y0, Y4
	VORPS  Y1, Y2, Y2
	VORPS  Y3, Y4, Y4
	VORPS  Y2, Y4, Y4
	VPTEST Y4, Y4
	JNZ  done
	ADDQ $32, AX
	JMP  next

done:
	MOVQ AX, ret+24(FP)
	VZEROUPPER
	RET
