#include "textflag.h"

// func sumPartsAVX2(dst, p0, p1, p2, p3 *float32, stride, n int)
TEXT ·sumPartsAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ p0+8(FP), R8
	MOVQ p1+16(FP), R9
	MOVQ p2+24(FP), R10
	MOVQ p3+32(FP), R11
	MOVQ stride+40(FP), DX
	SHLQ $2, DX
	MOVQ n+48(FP), CX
	XORQ AX, AX

row:
	VMOVUPS (R8)(AX*1), Y0
	VMOVUPS 32(R8)(AX*1), Y1
	VADDPS (R9)(AX*1), Y0, Y0
	VADDPS 32(R9)(AX*1), Y1, Y1
	VADDPS (R10)(AX*1), Y0, Y0
	VADDPS 32(R10)(AX*1), Y1, Y1
	VADDPS (R11)(AX*1), Y0, Y0
	VADDPS 32(R11)(AX*1), Y1, Y1
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	ADDQ DX, AX
	ADDQ $64, DI
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

#define TWISTHALF(offset) \
	VMOVUPS offset(R8), Y2; \
	VMOVUPS offset(R9), Y3; \
	VMULPS Y0, Y2, Y4; \
	VMULPS Y1, Y3, Y5; \
	VADDPS Y5, Y4, Y4; \
	VMULPS Y0, Y3, Y5; \
	VMULPS Y1, Y2, Y6; \
	VSUBPS Y6, Y5, Y5; \
	VMOVUPS Y4, offset(DI); \
	VMOVUPS Y5, offset(SI)

// func twistAVX2(dstRe, dstIm, srcRe, srcIm, table *float32, n int)
TEXT ·twistAVX2(SB), NOSPLIT, $0-48
	MOVQ dstRe+0(FP), DI
	MOVQ dstIm+8(FP), SI
	MOVQ srcRe+16(FP), R8
	MOVQ srcIm+24(FP), R9
	MOVQ table+32(FP), DX
	MOVQ n+40(FP), CX

row:
	VBROADCASTSS (DX), Y0
	VBROADCASTSS 4(DX), Y1
	TWISTHALF(0)
	TWISTHALF(32)
	ADDQ $64, DI
	ADDQ $64, SI
	ADDQ $64, R8
	ADDQ $64, R9
	ADDQ $8, DX
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

#define JOINHALF(offset) \
	VMOVUPS offset(R8), Y2; \
	VMOVUPS offset(R9), Y3; \
	VMULPS Y0, Y2, Y4; \
	VMULPS Y1, Y3, Y5; \
	VMULPS Y1, Y2, Y6; \
	VMULPS Y0, Y3, Y7; \
	VADDPS offset(DI), Y4, Y4; \
	VSUBPS Y5, Y4, Y4; \
	VADDPS offset(SI), Y6, Y6; \
	VADDPS Y7, Y6, Y6; \
	VMOVUPS Y4, offset(DI); \
	VMOVUPS Y6, offset(SI)

// func joinAVX2(evenRe, evenIm, oddRe, oddIm, table *float32, n int)
TEXT ·joinAVX2(SB), NOSPLIT, $0-48
	MOVQ evenRe+0(FP), DI
	MOVQ evenIm+8(FP), SI
	MOVQ oddRe+16(FP), R8
	MOVQ oddIm+24(FP), R9
	MOVQ table+32(FP), DX
	MOVQ n+40(FP), CX

row:
	VBROADCASTSS (DX), Y0
	VBROADCASTSS 4(DX), Y1
	JOINHALF(0)
	JOINHALF(32)
	ADDQ $64, DI
	ADDQ $64, SI
	ADDQ $64, R8
	ADDQ $64, R9
	ADDQ $8, DX
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

#define MULTIPLYHALF(offset, sums) \
	VMOVUPS offset(R8), Y2; \
	VMOVUPS offset(R9), Y3; \
	VMULPS Y2, Y2, Y4; \
	VMULPS Y3, Y3, Y5; \
	VADDPS Y5, Y4, Y4; \
	VMULPS offset(DX), Y4, Y4; \
	VADDPS Y4, sums, sums; \
	VMOVUPS 64+offset(DX), Y6; \
	VMOVUPS 128+offset(DX), Y7; \
	VXORPS Y15, Y3, Y3; \
	VMULPS Y6, Y3, Y4; \
	VMULPS Y6, Y2, Y5; \
	VMOVUPS Y4, offset(DI); \
	VMOVUPS Y5, offset(SI); \
	VMULPS Y7, Y3, Y4; \
	VMULPS Y7, Y2, Y5; \
	VMOVUPS Y4, offset(R8); \
	VMOVUPS Y5, offset(R9)

// func multiplyAVX2(workRe, workIm, re, im, spectra, sums *float32, n int)
TEXT ·multiplyAVX2(SB), NOSPLIT, $0-56
	MOVQ workRe+0(FP), DI
	MOVQ workIm+8(FP), SI
	MOVQ re+16(FP), R8
	MOVQ im+24(FP), R9
	MOVQ spectra+32(FP), DX
	MOVQ sums+40(FP), AX
	MOVQ n+48(FP), CX
	VPCMPEQD Y15, Y15, Y15
	VPSLLD $31, Y15, Y15      // the signs
	VMOVUPS (AX), Y8
	VMOVUPS 32(AX), Y9

row:
	MULTIPLYHALF(0, Y8)
	MULTIPLYHALF(32, Y9)
	ADDQ $64, DI
	ADDQ $64, SI
	ADDQ $64, R8
	ADDQ $64, R9
	ADDQ $192, DX
	DECQ CX
	JNZ  row
	VMOVUPS Y8, (AX)
	VMOVUPS Y9, 32(AX)
	VZEROUPPER
	RET

// Eight rows of eight from SI (rows of 64 bytes) go to eight rows at DI, R11 bytes apart; R12 is 3·R11.
#define TRANSPOSE(offset) \
	VMOVUPS offset+0(SI), Y0; \
	VMOVUPS offset+64(SI), Y1; \
	VMOVUPS offset+128(SI), Y2; \
	VMOVUPS offset+192(SI), Y3; \
	VMOVUPS offset+256(SI), Y4; \
	VMOVUPS offset+320(SI), Y5; \
	VMOVUPS offset+384(SI), Y6; \
	VMOVUPS offset+448(SI), Y7; \
	VUNPCKLPS Y1, Y0, Y8; \
	VUNPCKHPS Y1, Y0, Y9; \
	VUNPCKLPS Y3, Y2, Y10; \
	VUNPCKHPS Y3, Y2, Y11; \
	VUNPCKLPS Y5, Y4, Y12; \
	VUNPCKHPS Y5, Y4, Y13; \
	VUNPCKLPS Y7, Y6, Y14; \
	VUNPCKHPS Y7, Y6, Y15; \
	VSHUFPS $0x44, Y10, Y8, Y0; \
	VSHUFPS $0xEE, Y10, Y8, Y1; \
	VSHUFPS $0x44, Y11, Y9, Y2; \
	VSHUFPS $0xEE, Y11, Y9, Y3; \
	VSHUFPS $0x44, Y14, Y12, Y4; \
	VSHUFPS $0xEE, Y14, Y12, Y5; \
	VSHUFPS $0x44, Y15, Y13, Y6; \
	VSHUFPS $0xEE, Y15, Y13, Y7; \
	VPERM2F128 $0x20, Y4, Y0, Y8; \
	VPERM2F128 $0x20, Y5, Y1, Y9; \
	VPERM2F128 $0x20, Y6, Y2, Y10; \
	VPERM2F128 $0x20, Y7, Y3, Y11; \
	VPERM2F128 $0x31, Y4, Y0, Y12; \
	VPERM2F128 $0x31, Y5, Y1, Y13; \
	VPERM2F128 $0x31, Y6, Y2, Y14; \
	VPERM2F128 $0x31, Y7, Y3, Y15; \
	LEAQ (DI)(R11*4), AX; \
	VMOVUPS Y8, (DI); \
	VMOVUPS Y9, (DI)(R11*1); \
	VMOVUPS Y10, (DI)(R11*2); \
	VMOVUPS Y11, (DI)(R12*1); \
	VMOVUPS Y12, (AX); \
	VMOVUPS Y13, (AX)(R11*1); \
	VMOVUPS Y14, (AX)(R11*2); \
	VMOVUPS Y15, (AX)(R12*1)

// func transposeAVX2(dst *float32, stride int, src *float32, groups int)
TEXT ·transposeAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ stride+8(FP), R11
	SHLQ $2, R11
	MOVQ src+16(FP), SI
	MOVQ groups+24(FP), CX
	LEAQ (R11)(R11*2), R12
	LEAQ (DI)(R11*8), R13

eight:
	TRANSPOSE(0)
	XCHGQ DI, R13
	TRANSPOSE(32)
	XCHGQ DI, R13
	ADDQ $32, DI
	ADDQ $32, R13
	ADDQ $512, SI
	DECQ CX
	JNZ  eight
	VZEROUPPER
	RET

#define SPLITHALF(offset) \
	VMOVUPS offset(R8), Y0; \
	VMOVUPS offset(R9), Y1; \
	VMOVUPS offset(R10), Y2; \
	VMOVUPS offset(R11), Y3; \
	VADDPS Y2, Y0, Y4; \
	VSUBPS Y3, Y1, Y5; \
	VADDPS Y3, Y1, Y6; \
	VSUBPS Y0, Y2, Y7; \
	VMULPS Y8, Y4, Y4; \
	VMULPS Y8, Y5, Y5; \
	VMULPS Y8, Y6, Y6; \
	VMULPS Y8, Y7, Y7; \
	VMOVUPS Y4, offset(DI); \
	VMOVUPS Y5, offset(SI); \
	VMOVUPS Y6, offset(DX); \
	VMOVUPS Y7, offset(BX)

// func splitAVX2(aRe, aIm, bRe, bIm, re, im, mirrorRe, mirrorIm *float32, n int)
TEXT ·splitAVX2(SB), NOSPLIT, $0-72
	MOVQ aRe+0(FP), DI
	MOVQ aIm+8(FP), SI
	MOVQ bRe+16(FP), DX
	MOVQ bIm+24(FP), BX
	MOVQ re+32(FP), R8
	MOVQ im+40(FP), R9
	MOVQ mirrorRe+48(FP), R10
	MOVQ mirrorIm+56(FP), R11
	MOVQ n+64(FP), CX
	MOVL $0x3F000000, AX
	VMOVD AX, X8
	VBROADCASTSS X8, Y8       // a half

row:
	SPLITHALF(0)
	SPLITHALF(32)
	ADDQ $128, DI
	ADDQ $128, SI
	ADDQ $128, DX
	ADDQ $128, BX
	ADDQ $64, R8
	ADDQ $64, R9
	SUBQ $64, R10
	SUBQ $64, R11
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

#define PAIRHALF(offset) \
	VMOVUPS offset(R9)(AX*1), Y0; \
	VMOVUPS offset(R11)(AX*1), Y1; \
	VMULPS Y8, Y0, Y0; \
	VMULPS Y8, Y1, Y1; \
	VMOVUPS offset(R8)(AX*1), Y2; \
	VSUBPS Y1, Y2, Y2; \
	VADDPS offset(R10)(AX*1), Y0, Y0; \
	VMOVUPS Y2, offset(DI); \
	VMOVUPS Y0, offset(SI)

// func pairAVX2(dstRe, dstIm, xRe, xIm, yRe, yIm *float32, stride, n int, sign float32)
TEXT ·pairAVX2(SB), NOSPLIT, $0-68
	MOVQ dstRe+0(FP), DI
	MOVQ dstIm+8(FP), SI
	MOVQ xRe+16(FP), R8
	MOVQ xIm+24(FP), R9
	MOVQ yRe+32(FP), R10
	MOVQ yIm+40(FP), R11
	MOVQ stride+48(FP), DX
	SHLQ $2, DX
	MOVQ n+56(FP), CX
	VBROADCASTSS sign+64(FP), Y8
	XORQ AX, AX

row:
	PAIRHALF(0)
	PAIRHALF(32)
	ADDQ DX, AX
	ADDQ $64, DI
	ADDQ $64, SI
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET
