#include "textflag.h"

DATA ones<>+0(SB)/4, $1.0
GLOBL ones<>(SB), RODATA|NOPTR, $4

// func attractAVX2(points *float32, column *int32, value *float32, groups int, x, y float32) (ax, ay float32)
TEXT ·attractAVX2(SB), NOSPLIT, $0-48
	MOVQ points+0(FP), DI
	MOVQ column+8(FP), SI
	MOVQ value+16(FP), R8
	MOVQ groups+24(FP), R9
	VBROADCASTSS x+32(FP), Y0
	VBROADCASTSS y+36(FP), Y1
	VBROADCASTSS ones<>(SB), Y2
	VXORPS Y8, Y8, Y8
	VXORPS Y9, Y9, Y9
	TESTQ R9, R9
	JZ   sum

eight:
	MOVL 0(SI), AX
	MOVL 4(SI), BX
	MOVL 8(SI), CX
	MOVL 12(SI), DX
	VMOVSD (DI)(AX*8), X3
	VMOVSD (DI)(CX*8), X4
	VMOVHPS (DI)(BX*8), X3, X3
	VMOVHPS (DI)(DX*8), X4, X4
	MOVL 16(SI), AX
	MOVL 20(SI), BX
	MOVL 24(SI), CX
	MOVL 28(SI), DX
	VMOVSD (DI)(AX*8), X5
	VMOVSD (DI)(CX*8), X6
	VMOVHPS (DI)(BX*8), X5, X5
	VMOVHPS (DI)(DX*8), X6, X6
	VINSERTF128 $1, X5, Y3, Y3
	VINSERTF128 $1, X6, Y4, Y4
	VSHUFPS $0x88, Y4, Y3, Y5 // eight x
	VSHUFPS $0xDD, Y4, Y3, Y6 // eight y
	VSUBPS Y5, Y0, Y5
	VSUBPS Y6, Y1, Y6
	VMULPS Y5, Y5, Y7
	VMULPS Y6, Y6, Y11 // products and sums apart: plain Go has no fused ones
	VADDPS Y11, Y7, Y7
	VADDPS Y2, Y7, Y7
	VMOVUPS (R8), Y10
	VDIVPS Y7, Y10, Y10
	VMULPS Y5, Y10, Y5
	VMULPS Y6, Y10, Y6
	VADDPS Y5, Y8, Y8
	VADDPS Y6, Y9, Y9
	ADDQ $32, SI
	ADDQ $32, R8
	DECQ R9
	JNZ  eight

sum:
	VHADDPS Y9, Y8, Y8        // pairs of x, pairs of y, in both halves
	VEXTRACTF128 $1, Y8, X9
	VADDPS X9, X8, X8
	VHADDPS X8, X8, X8        // x, y
	VMOVSS X8, ax+40(FP)
	VPSRLQ $32, X8, X8
	VMOVSS X8, ay+44(FP)
	VZEROUPPER
	RET
