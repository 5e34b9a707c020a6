#include "textflag.h"

DATA signs<>+0(SB)/4, $0x80808080
GLOBL signs<>(SB), RODATA|NOPTR, $4

// One of the six columns of a at a byte offset: its four samples less 128, times the 64 columns in Z24-Z27.
#define COLUMN(offset, c0, c1, c2, c3) \
	VPBROADCASTD offset(SI), Z28; \
	VPXORD Z31, Z28, Z28; \
	VPDPBUSD Z28, Z24, c0; \
	VPDPBUSD Z28, Z25, c1; \
	VPDPBUSD Z28, Z26, c2; \
	VPDPBUSD Z28, Z27, c3

// Adds four vectors of sums to the row of c at DI and goes to the next row.
#define STORE(c0, c1, c2, c3) \
	VPADDD (DI), c0, c0; \
	VPADDD 64(DI), c1, c1; \
	VPADDD 128(DI), c2, c2; \
	VPADDD 192(DI), c3, c3; \
	VMOVDQU32 c0, (DI); \
	VMOVDQU32 c1, 64(DI); \
	VMOVDQU32 c2, 128(DI); \
	VMOVDQU32 c3, 192(DI); \
	ADDQ R8, DI

#define ZERO(a, b, c, d) \
	VPXORD a, a, a; \
	VPXORD b, b, b; \
	VPXORD c, c, c; \
	VPXORD d, d, d

// func gramTileVNNI(c *int32, a, b *uint32, stride, groups int)
TEXT ·gramTileVNNI(SB), NOSPLIT, $0-40
	MOVQ c+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DX
	MOVQ stride+24(FP), R8
	MOVQ groups+32(FP), R9
	SHLQ $2, R8
	VPBROADCASTD signs<>(SB), Z31
	ZERO(Z0, Z1, Z2, Z3)
	ZERO(Z4, Z5, Z6, Z7)
	ZERO(Z8, Z9, Z10, Z11)
	ZERO(Z12, Z13, Z14, Z15)
	ZERO(Z16, Z17, Z18, Z19)
	ZERO(Z20, Z21, Z22, Z23)

group:
	VMOVDQU32 (DX), Z24
	VMOVDQU32 64(DX), Z25
	VMOVDQU32 128(DX), Z26
	VMOVDQU32 192(DX), Z27
	COLUMN(0, Z0, Z1, Z2, Z3)
	COLUMN(4, Z4, Z5, Z6, Z7)
	COLUMN(8, Z8, Z9, Z10, Z11)
	COLUMN(12, Z12, Z13, Z14, Z15)
	COLUMN(16, Z16, Z17, Z18, Z19)
	COLUMN(20, Z20, Z21, Z22, Z23)
	ADDQ R8, SI
	ADDQ R8, DX
	DECQ R9
	JNZ  group

	STORE(Z0, Z1, Z2, Z3)
	STORE(Z4, Z5, Z6, Z7)
	STORE(Z8, Z9, Z10, Z11)
	STORE(Z12, Z13, Z14, Z15)
	STORE(Z16, Z17, Z18, Z19)
	STORE(Z20, Z21, Z22, Z23)
	VZEROUPPER
	RET
