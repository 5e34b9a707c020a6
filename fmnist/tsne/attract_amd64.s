#include "textflag.h"

DATA ones<>+0(SB)/4, $1.0
GLOBL ones<>(SB), RODATA|NOPTR, $4

DATA logs<>+0(SB)/4, $0x3F3504F3 // √½
DATA logs<>+4(SB)/4, $0.07037683770
DATA logs<>+8(SB)/4, $-0.1151461050
DATA logs<>+12(SB)/4, $0.1167699844
DATA logs<>+16(SB)/4, $-0.1242014095
DATA logs<>+20(SB)/4, $0.1424932331
DATA logs<>+24(SB)/4, $-0.1666805714
DATA logs<>+28(SB)/4, $0.2000071406
DATA logs<>+32(SB)/4, $-0.2499999404
DATA logs<>+36(SB)/4, $0.3333333135
DATA logs<>+40(SB)/4, $0.5
DATA logs<>+44(SB)/4, $0.6931471806
GLOBL logs<>(SB), RODATA|NOPTR, $48

// The columns at SI are numbers of 16 or of 32 bits: LOAD reads four of them from the place-th on.
#define LOAD16(place) \
	MOVWLZX 2*place+0(SI), AX; \
	MOVWLZX 2*place+2(SI), BX; \
	MOVWLZX 2*place+4(SI), CX; \
	MOVWLZX 2*place+6(SI), DX

#define LOAD32(place) \
	MOVL 4*place+0(SI), AX; \
	MOVL 4*place+4(SI), BX; \
	MOVL 4*place+8(SI), CX; \
	MOVL 4*place+12(SI), DX

// Differences in x (Y5) and y (Y6) from the point at (Y0, Y1) to the eight of the columns at SI.
#define APART(LOAD) \
	LOAD(0); \
	VMOVSD (DI)(AX*8), X3; \
	VMOVSD (DI)(CX*8), X4; \
	VMOVHPS (DI)(BX*8), X3, X3; \
	VMOVHPS (DI)(DX*8), X4, X4; \
	LOAD(4); \
	VMOVSD (DI)(AX*8), X5; \
	VMOVSD (DI)(CX*8), X6; \
	VMOVHPS (DI)(BX*8), X5, X5; \
	VMOVHPS (DI)(DX*8), X6, X6; \
	VINSERTF128 $1, X5, Y3, Y3; \
	VINSERTF128 $1, X6, Y4, Y4; \
	VSHUFPS $0x88, Y4, Y3, Y5; \
	VSHUFPS $0xDD, Y4, Y3, Y6; \
	VSUBPS Y5, Y0, Y5; \
	VSUBPS Y6, Y1, Y6

// The arguments, and the sums (Y8, Y9) at 0.
#define BEGIN \
	MOVQ points+0(FP), DI; \
	MOVQ column+8(FP), SI; \
	MOVQ value+16(FP), R8; \
	MOVQ groups+24(FP), R9; \
	VBROADCASTSS x+32(FP), Y0; \
	VBROADCASTSS y+36(FP), Y1; \
	VBROADCASTSS ones<>(SB), Y2; \
	VXORPS Y8, Y8, Y8; \
	VXORPS Y9, Y9, Y9

// v = 1+d² in Y7. Products and sums apart: plain Go has no fused ones.
#define NEARNESS \
	VMULPS Y5, Y5, Y7; \
	VMULPS Y6, Y6, Y11; \
	VADDPS Y11, Y7, Y7; \
	VADDPS Y2, Y7, Y7

// P is larger than the caches and read from end to end: 32 groups of eight ahead are soon enough.
#define ATTRACT(LOAD, bytes) \
	PREFETCHT0 32*bytes*8(SI); \
	PREFETCHT0 1024(R8); \
	APART(LOAD); \
	NEARNESS; \
	VMOVUPS (R8), Y10; \
	VDIVPS Y7, Y10, Y10; \
	VMULPS Y5, Y10, Y5; \
	VMULPS Y6, Y10, Y6; \
	VADDPS Y5, Y8, Y8; \
	VADDPS Y6, Y9, Y9; \
	ADDQ $(8*bytes), SI; \
	ADDQ $32, R8; \
	DECQ R9

// The sums' pairs of x and of y in both halves, then x and y in X8.
#define ADDUP \
	VHADDPS Y9, Y8, Y8; \
	VEXTRACTF128 $1, Y8, X9; \
	VADDPS X9, X8, X8; \
	VHADDPS X8, X8, X8

// func attract16AVX2(points *float32, column *uint16, value *float32, groups int, x, y float32) (ax, ay float32)
TEXT ·attract16AVX2(SB), NOSPLIT, $0-48
	BEGIN

eight:
	ATTRACT(LOAD16, 2)
	JNZ  eight
	ADDUP
	VMOVSS X8, ax+40(FP)
	VPSRLQ $32, X8, X8
	VMOVSS X8, ay+44(FP)
	VZEROUPPER
	RET

// func attract32AVX2(points *float32, column *int32, value *float32, groups int, x, y float32) (ax, ay float32)
TEXT ·attract32AVX2(SB), NOSPLIT, $0-48
	BEGIN

eight:
	ATTRACT(LOAD32, 4)
	JNZ  eight
	ADDUP
	VMOVSS X8, ax+40(FP)
	VPSRLQ $32, X8, X8
	VMOVSS X8, ay+44(FP)
	VZEROUPPER
	RET

#define HORNER(offset) \
	VMULPS Y5, Y10, Y10; \
	VBROADCASTSS logs<>+offset(SB), Y11; \
	VADDPS Y11, Y10, Y10

#define LOGCONSTANTS \
	VBROADCASTSS logs<>+0(SB), Y12; \
	VBROADCASTSS logs<>+40(SB), Y13; \
	VBROADCASTSS logs<>+44(SB), Y14

// With e such that v/2^e lies in √½ … √2 and f = v/2^e - 1.
#define LOGARITHM(LOAD, bytes) \
	APART(LOAD); \
	NEARNESS; \
	VPSUBD Y12, Y7, Y3; \
	VPSRAD $23, Y3, Y3; \
	VPSLLD $23, Y3, Y4; \
	VPSUBD Y4, Y7, Y5; \
	VSUBPS Y2, Y5, Y5; \
	VCVTDQ2PS Y3, Y3; \
	VBROADCASTSS logs<>+4(SB), Y10; \
	HORNER(8); \
	HORNER(12); \
	HORNER(16); \
	HORNER(20); \
	HORNER(24); \
	HORNER(28); \
	HORNER(32); \
	HORNER(36); \
	VMULPS Y5, Y5, Y4; \
	VMULPS Y5, Y10, Y10; \
	VMULPS Y4, Y10, Y10; \
	VMULPS Y13, Y4, Y4; \
	VSUBPS Y4, Y10, Y10; \
	VADDPS Y5, Y10, Y10; \
	VMULPS Y14, Y3, Y3; \
	VADDPS Y3, Y10, Y10; \
	VMULPS (R8), Y10, Y10; \
	VADDPS Y10, Y8, Y8; \
	ADDQ $(8*bytes), SI; \
	ADDQ $32, R8; \
	DECQ R9

// func log16AVX2(points *float32, column *uint16, value *float32, groups int, x, y float32) float32
TEXT ·log16AVX2(SB), NOSPLIT, $0-44
	BEGIN
	LOGCONSTANTS

eight:
	LOGARITHM(LOAD16, 2)
	JNZ  eight
	ADDUP
	VMOVSS X8, ret+40(FP)
	VZEROUPPER
	RET

// func log32AVX2(points *float32, column *int32, value *float32, groups int, x, y float32) float32
TEXT ·log32AVX2(SB), NOSPLIT, $0-44
	BEGIN
	LOGCONSTANTS

eight:
	LOGARITHM(LOAD32, 4)
	JNZ  eight
	ADDUP
	VMOVSS X8, ret+40(FP)
	VZEROUPPER
	RET
