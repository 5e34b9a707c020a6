#include "textflag.h"
#include "go_asm.h"

DATA gains<>+0(SB)/8, $0.2
DATA gains<>+8(SB)/8, $0.8
DATA gains<>+16(SB)/8, $0.01
DATA gains<>+24(SB)/8, $4.0
GLOBL gains<>(SB), RODATA|NOPTR, $32

// func moveAVX2(position, update, gain *float64, next, attraction, repulsion *float32, groups int, by *phase,
//	inverseZ float64)
TEXT ·moveAVX2(SB), NOSPLIT, $0-72
	MOVQ position+0(FP), DI
	MOVQ update+8(FP), SI
	MOVQ gain+16(FP), R8
	MOVQ next+24(FP), R9
	MOVQ attraction+32(FP), R10
	MOVQ repulsion+40(FP), R11
	MOVQ groups+48(FP), CX
	MOVQ by+56(FP), AX
	VBROADCASTSD phase_exaggeration(AX), Y8
	VBROADCASTSD phase_momentum(AX), Y9
	VBROADCASTSD phase_rate(AX), Y10
	VBROADCASTSD inverseZ+64(FP), Y11
	VBROADCASTSD gains<>+0(SB), Y12
	VBROADCASTSD gains<>+8(SB), Y13
	VBROADCASTSD gains<>+16(SB), Y14
	VBROADCASTSD gains<>+24(SB), Y15
	VXORPD Y7, Y7, Y7

four:
	VCVTPS2PD (R10), Y0
	VCVTPS2PD (R11), Y1
	VMULPD Y0, Y8, Y0
	VMULPD Y1, Y11, Y1
	VSUBPD Y1, Y0, Y0
	VMULPD Y15, Y0, Y0        // gradient
	VMOVUPD (SI), Y1          // update
	VMOVUPD (R8), Y2          // gain
	VMULPD Y0, Y1, Y3
	VCMPPD $1, Y7, Y3, Y3     // below 0: the direction has changed
	VADDPD Y12, Y2, Y4
	VMULPD Y13, Y2, Y5
	VMAXPD Y14, Y5, Y5
	VBLENDVPD Y3, Y4, Y5, Y2
	VMOVUPD Y2, (R8)
	VMULPD Y2, Y10, Y2
	VMULPD Y0, Y2, Y2
	VMULPD Y1, Y9, Y1
	VSUBPD Y2, Y1, Y1
	VMOVUPD Y1, (SI)
	VADDPD (DI), Y1, Y1
	VMOVUPD Y1, (DI)
	VCVTPD2PSY Y1, X1
	VMOVUPS X1, (R9)
	ADDQ $32, DI
	ADDQ $32, SI
	ADDQ $32, R8
	ADDQ $16, R9
	ADDQ $16, R10
	ADDQ $16, R11
	DECQ CX
	JNZ  four
	VZEROUPPER
	RET
