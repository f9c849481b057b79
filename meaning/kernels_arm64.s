#include "textflag.h"

// The kernels of plain.go with NEON: the same operations on float32 in the
// same order, hence no fused multiply-add. Instructions that Go's assembler
// has no name for are written as words, with the numbers of V registers.

#define FMUL(m, n, d) WORD $(0x6e20dc00 | ((m)<<16) | ((n)<<5) | (d))
#define FADD(m, n, d) WORD $(0x4e20d400 | ((m)<<16) | ((n)<<5) | (d))
#define FSUB(m, n, d) WORD $(0x4ea0d400 | ((m)<<16) | ((n)<<5) | (d)) // n - m
#define FMAX(m, n, d) WORD $(0x4e20f400 | ((m)<<16) | ((n)<<5) | (d))
#define FDIV(m, n, d) WORD $(0x6e20fc00 | ((m)<<16) | ((n)<<5) | (d)) // n / m
#define ADDI(m, n, d) WORD $(0x4ea08400 | ((m)<<16) | ((n)<<5) | (d))
#define FABS(n, d) WORD $(0x4ea0f800 | ((n)<<5) | (d))
#define FNEG(n, d) WORD $(0x6ea0f800 | ((n)<<5) | (d))
#define FMAXV(n, d) WORD $(0x6e30f800 | ((n)<<5) | (d))
#define ADDV(n, d) WORD $(0x4eb1b800 | ((n)<<5) | (d))
#define NEGATIVE(n, d) WORD $(0x4ea0a800 | ((n)<<5) | (d)) // all bits where the sign is set
#define CHOOSE(m, n, d) WORD $(0x6e601c00 | ((m)<<16) | ((n)<<5) | (d)) // n where d is set, else m
#define FCVTNS(n, d) WORD $(0x4e21a800 | ((n)<<5) | (d))
#define SCVTF(n, d) WORD $(0x4e21d800 | ((n)<<5) | (d))
#define FCVTL(n, d) WORD $(0x0e217800 | ((n)<<5) | (d))
#define FCVTL2(n, d) WORD $(0x4e217800 | ((n)<<5) | (d))
#define NARROW16(n, d) WORD $(0x0e614800 | ((n)<<5) | (d))
#define NARROW16HIGH(n, d) WORD $(0x4e614800 | ((n)<<5) | (d))
#define NARROW8(n, d) WORD $(0x0e214800 | ((n)<<5) | (d))
#define NARROW8HIGH(n, d) WORD $(0x4e214800 | ((n)<<5) | (d))

#define WIDEN(n, d) WORD $(0x0f08a400 | ((n)<<5) | (d))
#define WIDENHIGH(n, d) WORD $(0x4f08a400 | ((n)<<5) | (d))
#define SMLAL(m, n, d) WORD $(0x0e608000 | ((m)<<16) | ((n)<<5) | (d))
#define SMLALHIGH(m, n, d) WORD $(0x4e608000 | ((m)<<16) | ((n)<<5) | (d))

// Adds to the 4 sums of d the products of 4 bytes of n each with 4 bytes of m.
#define SDOT0(m, n, d) WORD $(0x4f80e000 | ((m)<<16) | ((n)<<5) | (d))
#define SDOT1(m, n, d) WORD $(0x4fa0e000 | ((m)<<16) | ((n)<<5) | (d))
#define SDOT2(m, n, d) WORD $(0x4f80e800 | ((m)<<16) | ((n)<<5) | (d))
#define SDOT3(m, n, d) WORD $(0x4fa0e800 | ((m)<<16) | ((n)<<5) | (d))

// Takes 8 columns of 8 rows, and of the 4 tokens in V16 to V23: of their first
// or second 16 integers (i is 0 or 1) the groups that A and B choose.
#define COLUMNS(i, A, B) \
	VLD1.P 32(R2), [V26.B16, V27.B16] \
	VUSHR $4, V26.B16, V28.B16 \
	VUSHR $4, V27.B16, V29.B16 \
	VAND V30.B16, V26.B16, V26.B16 \
	VAND V30.B16, V27.B16, V27.B16 \
	VSUB V31.B16, V26.B16, V26.B16 \
	VSUB V31.B16, V27.B16, V27.B16 \
	VSUB V31.B16, V28.B16, V28.B16 \
	VSUB V31.B16, V29.B16, V29.B16 \
	A(16+i, 26, 0) \
	A(16+i, 27, 1) \
	A(18+i, 26, 2) \
	A(18+i, 27, 3) \
	A(20+i, 26, 4) \
	A(20+i, 27, 5) \
	A(22+i, 26, 6) \
	A(22+i, 27, 7) \
	B(16+i, 28, 0) \
	B(16+i, 29, 1) \
	B(18+i, 28, 2) \
	B(18+i, 29, 3) \
	B(20+i, 28, 4) \
	B(20+i, 29, 5) \
	B(22+i, 28, 6) \
	B(22+i, 29, 7)

// Adds a token's block, in V(i) and V(i+1), to its sums in V(i+8) and V(i+9),
// times both scales; the token's stands at at.
#define SCALE(at, i) \
	VLD1R (at), [V26.S4] \
	FMUL(24, 26, 27) \
	FMUL(25, 26, 28) \
	SCVTF(i, i) \
	SCVTF(i+1, i+1) \
	FMUL(27, i, i) \
	FMUL(28, i+1, i+1) \
	FADD(i, i+8, i+8) \
	FADD(i+1, i+9, i+9)

// func panelVector(y *float32, stride int, p *byte, bias *float32, ints *int8, scales *float32, sums *int32, blocks, tiles int)
TEXT ·panelVector(SB), NOSPLIT, $0-72
	MOVD y+0(FP), R0
	MOVD stride+8(FP), R1
	LSL $2, R1, R1
	MOVD bias+24(FP), R3
	MOVD ints+32(FP), R4
	MOVD scales+40(FP), R8
	MOVD blocks+56(FP), R12
	MOVD tiles+64(FP), R13
	VMOVI $15, V30.B16
	VMOVI $8, V31.B16

tokens:
	MOVD p+16(FP), R2
	ADD R12<<5, R4, R5
	ADD R12<<5, R5, R6
	ADD R12<<5, R6, R7
	ADD R12<<2, R8, R9
	ADD R12<<2, R9, R10
	ADD R12<<2, R10, R11
	VLD1 (R3), [V8.S4, V9.S4]
	VORR V8.B16, V8.B16, V10.B16
	VORR V9.B16, V9.B16, V11.B16
	VORR V8.B16, V8.B16, V12.B16
	VORR V9.B16, V9.B16, V13.B16
	VORR V8.B16, V8.B16, V14.B16
	VORR V9.B16, V9.B16, V15.B16
	MOVD R12, R14

blocks:
	VLD1.P 16(R2), [V26.H8]
	FCVTL(26, 24)
	FCVTL2(26, 25)
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VLD1.P 32(R4), [V16.B16, V17.B16]
	VLD1.P 32(R5), [V18.B16, V19.B16]
	VLD1.P 32(R6), [V20.B16, V21.B16]
	VLD1.P 32(R7), [V22.B16, V23.B16]
	COLUMNS(0, SDOT0, SDOT1)
	COLUMNS(0, SDOT2, SDOT3)
	COLUMNS(1, SDOT0, SDOT1)
	COLUMNS(1, SDOT2, SDOT3)
	SCALE(R8, 0)
	SCALE(R9, 2)
	SCALE(R10, 4)
	SCALE(R11, 6)
	ADD $4, R8, R8
	ADD $4, R9, R9
	ADD $4, R10, R10
	ADD $4, R11, R11
	SUB $1, R14, R14
	CBNZ R14, blocks

	VST1 [V8.S4, V9.S4], (R0)
	ADD R1, R0, R0
	VST1 [V10.S4, V11.S4], (R0)
	ADD R1, R0, R0
	VST1 [V12.S4, V13.S4], (R0)
	ADD R1, R0, R0
	VST1 [V14.S4, V15.S4], (R0)
	ADD R1, R0, R0
	MOVD R7, R4
	MOVD R11, R8
	SUB $1, R13, R13
	CBNZ R13, tokens
	RET

// Makes integers of the 4 numbers in V(i), and adds them to V18.
#define ROUND(i) \
	FMUL(17, i, i) \
	FCVTNS(i, i) \
	ADDI(i, 18, 18)

// func quantiseVector(ints *int8, scales *float32, sums *int32, x *float32, blocks int)
TEXT ·quantiseVector(SB), NOSPLIT, $0-40
	MOVD ints+0(FP), R0
	MOVD scales+8(FP), R1
	MOVD sums+16(FP), R2
	MOVD x+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD $0x42fe0000, R5 // 127
	FMOVS R5, F29
	MOVD $0x0da24260, R5 // 1e-30
	FMOVS R5, F30
	MOVD $0x3c010204, R5 // 1/127
	FMOVS R5, F31

quantise:
	VLD1.P 64(R3), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 64(R3), [V4.S4, V5.S4, V6.S4, V7.S4]
	FABS(0, 16)
	FABS(1, 17)
	FMAX(17, 16, 16)
	FABS(2, 17)
	FMAX(17, 16, 16)
	FABS(3, 17)
	FMAX(17, 16, 16)
	FABS(4, 17)
	FMAX(17, 16, 16)
	FABS(5, 17)
	FMAX(17, 16, 16)
	FABS(6, 17)
	FMAX(17, 16, 16)
	FABS(7, 17)
	FMAX(17, 16, 16)
	FMAXV(16, 16)
	FMULS F31, F16, F17
	FMOVS F17, (R1)
	FCMPS F30, F16
	BGT some
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VST1 [V0.B16, V1.B16], (R0)
	MOVW ZR, (R2)
	B next

some:
	FDIVS F16, F29, F17
	VDUP V17.S[0], V17.S4
	VEOR V18.B16, V18.B16, V18.B16
	ROUND(0)
	ROUND(1)
	ROUND(2)
	ROUND(3)
	ROUND(4)
	ROUND(5)
	ROUND(6)
	ROUND(7)
	NARROW16(0, 19)
	NARROW16HIGH(1, 19)
	NARROW16(2, 20)
	NARROW16HIGH(3, 20)
	NARROW16(4, 21)
	NARROW16HIGH(5, 21)
	NARROW16(6, 22)
	NARROW16HIGH(7, 22)
	NARROW8(19, 0)
	NARROW8HIGH(20, 0)
	NARROW8(21, 1)
	NARROW8HIGH(22, 1)
	VST1 [V0.B16, V1.B16], (R0)
	ADDV(18, 18)
	VSHL $3, V18.S4, V18.S4
	FMOVS F18, (R2)

next:
	ADD $32, R0, R0
	ADD $4, R1, R1
	ADD $4, R2, R2
	SUB $1, R4, R4
	CBNZ R4, quantise
	RET

// func weighVector(y, a, m *float32, n, stride int)
TEXT ·weighVector(SB), NOSPLIT, $0-40
	MOVD y+0(FP), R0
	MOVD a+8(FP), R1
	MOVD m+16(FP), R2
	MOVD n+24(FP), R3
	MOVD stride+32(FP), R4
	LSL $2, R4, R4
	SUB $64, R4, R4
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16

rows:
	VLD1R.P 4(R1), [V16.S4]
	VLD1.P 64(R2), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD1 (R2), [V24.S4, V25.S4, V26.S4, V27.S4]
	ADD R4, R2, R2
	FMUL(16, 20, 20)
	FMUL(16, 21, 21)
	FMUL(16, 22, 22)
	FMUL(16, 23, 23)
	FMUL(16, 24, 24)
	FMUL(16, 25, 25)
	FMUL(16, 26, 26)
	FMUL(16, 27, 27)
	FADD(20, 0, 0)
	FADD(21, 1, 1)
	FADD(22, 2, 2)
	FADD(23, 3, 3)
	FADD(24, 4, 4)
	FADD(25, 5, 5)
	FADD(26, 6, 6)
	FADD(27, 7, 7)
	SUB $1, R3, R3
	CBNZ R3, rows
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R0)
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R0)
	RET

// The constants of exp, then those of gelu.
DATA exps<>+0(SB)/4, $0xc2a00000 // -80
DATA exps<>+4(SB)/4, $0x3fb8aa3b
DATA exps<>+8(SB)/4, $0x4b400000 // 1.5 * 2^23
DATA exps<>+12(SB)/4, $0x3f318000
DATA exps<>+16(SB)/4, $0xb95e8083
DATA exps<>+20(SB)/4, $0x39506967
DATA exps<>+24(SB)/4, $0x3ab743ce
DATA exps<>+28(SB)/4, $0x3c088908
DATA exps<>+32(SB)/4, $0x3d2aa9c1
DATA exps<>+36(SB)/4, $0x3e2aaaaa
DATA exps<>+40(SB)/4, $0x3f000000
DATA exps<>+44(SB)/4, $0x3f800000
GLOBL exps<>(SB), RODATA|NOPTR, $48

DATA erfs<>+0(SB)/4, $0x3f3504f3
DATA erfs<>+4(SB)/4, $0x3ea7ba05
DATA erfs<>+8(SB)/4, $0x3f87dc22
DATA erfs<>+12(SB)/4, $0xbfba00e3
DATA erfs<>+16(SB)/4, $0x3fb5f0e3
DATA erfs<>+20(SB)/4, $0xbe91a98e
DATA erfs<>+24(SB)/4, $0x3e827906
GLOBL erfs<>(SB), RODATA|NOPTR, $28

// Loads the constants of EXP into V16 to V27.
#define EXPS \
	MOVD $exps<>(SB), R9 \
	VLD1R.P 4(R9), [V16.S4] \
	VLD1R.P 4(R9), [V17.S4] \
	VLD1R.P 4(R9), [V18.S4] \
	VLD1R.P 4(R9), [V19.S4] \
	VLD1R.P 4(R9), [V20.S4] \
	VLD1R.P 4(R9), [V21.S4] \
	VLD1R.P 4(R9), [V22.S4] \
	VLD1R.P 4(R9), [V23.S4] \
	VLD1R.P 4(R9), [V24.S4] \
	VLD1R.P 4(R9), [V25.S4] \
	VLD1R.P 4(R9), [V26.S4] \
	VLD1R.P 4(R9), [V27.S4]

// Sets V0 to e^V0 by V1, V2 and V3; V0 is at most 0. The order is that of exp.
#define EXP \
	FMAX(16, 0, 0) \
	FMUL(17, 0, 1) \
	FADD(18, 1, 1) \
	FSUB(18, 1, 2) \
	FMUL(19, 2, 3) \
	FSUB(3, 0, 0) \
	FMUL(20, 2, 3) \
	FSUB(3, 0, 0) \
	FMUL(21, 0, 3) \
	FADD(22, 3, 3) \
	FMUL(0, 3, 3) \
	FADD(23, 3, 3) \
	FMUL(0, 3, 3) \
	FADD(24, 3, 3) \
	FMUL(0, 3, 3) \
	FADD(25, 3, 3) \
	FMUL(0, 3, 3) \
	FADD(26, 3, 3) \
	FMUL(0, 3, 3) \
	FMUL(0, 3, 3) \
	FADD(0, 3, 3) \
	FADD(27, 3, 3) \
	VSHL $23, V1.S4, V1.S4 \
	VADD V1.S4, V3.S4, V0.S4

// func softmaxVector(x *float32, eights int, scale float32, sum *[8]float32)
TEXT ·softmaxVector(SB), NOSPLIT, $0-32
	MOVD x+0(FP), R0
	MOVD eights+8(FP), R1
	FMOVS scale+16(FP), F8
	MOVD sum+24(FP), R2
	VDUP V8.S[0], V8.S4
	EXPS
	MOVD R0, R3
	MOVD R1, R4
	VLD1 (R3), [V9.S4]
	FMUL(8, 9, 9)

largest:
	VLD1.P 32(R3), [V0.S4, V1.S4]
	FMUL(8, 0, 0)
	FMUL(8, 1, 1)
	FMAX(0, 9, 9)
	FMAX(1, 9, 9)
	SUB $1, R4, R4
	CBNZ R4, largest
	FMAXV(9, 9)
	VDUP V9.S[0], V9.S4
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16

exps:
	VLD1 (R0), [V0.S4]
	FMUL(8, 0, 0)
	FSUB(9, 0, 0)
	EXP
	VST1.P [V0.S4], 16(R0)
	FADD(0, 10, 10)
	VLD1 (R0), [V0.S4]
	FMUL(8, 0, 0)
	FSUB(9, 0, 0)
	EXP
	VST1.P [V0.S4], 16(R0)
	FADD(0, 11, 11)
	SUB $1, R1, R1
	CBNZ R1, exps
	VST1 [V10.S4, V11.S4], (R2)
	RET

// func geluVector(x *float32, eights int)
TEXT ·geluVector(SB), NOSPLIT, $0-16
	MOVD x+0(FP), R0
	MOVD eights+8(FP), R1
	LSL $1, R1, R1
	EXPS
	MOVD $erfs<>(SB), R9
	VLD1R.P 4(R9), [V8.S4]
	VLD1R.P 4(R9), [V9.S4]
	VLD1R.P 4(R9), [V10.S4]
	VLD1R.P 4(R9), [V11.S4]
	VLD1R.P 4(R9), [V12.S4]
	VLD1R.P 4(R9), [V13.S4]
	VLD1R.P 4(R9), [V14.S4]
	FADD(27, 27, 15) // 2

gelu:
	VLD1 (R0), [V4.S4]
	FABS(4, 5)
	FMUL(8, 5, 5)
	FMUL(9, 5, 6)
	FADD(27, 6, 6)
	FDIV(6, 27, 6)
	FMUL(10, 6, 7)
	FADD(11, 7, 7)
	FMUL(6, 7, 7)
	FADD(12, 7, 7)
	FMUL(6, 7, 7)
	FADD(13, 7, 7)
	FMUL(6, 7, 7)
	FADD(14, 7, 7)
	FMUL(6, 7, 7)
	FMUL(5, 5, 0)
	FNEG(0, 0)
	EXP
	FMUL(0, 7, 7)
	FSUB(7, 15, 0)
	NEGATIVE(4, 1)
	CHOOSE(0, 7, 1)
	FMUL(26, 4, 4) // exp5 is a half
	FMUL(1, 4, 4)
	VST1.P [V4.S4], 16(R0)
	SUB $1, R1, R1
	CBNZ R1, gelu
	RET

// Widens the 16 int8 of V(b) and adds their products with V(a) and V(a+1).
#define PRODUCTS(b, a) \
	WIDEN(b, 20) \
	WIDENHIGH(b, 21) \
	SMLAL(20, a, 0) \
	SMLALHIGH(20, a, 1) \
	SMLAL(21, a+1, 2) \
	SMLALHIGH(21, a+1, 3)

// func dotVector(a *int16, b *int8, blocks int) int32
TEXT ·dotVector(SB), NOSPLIT, $0-28
	MOVD a+0(FP), R0
	MOVD b+8(FP), R1
	MOVD blocks+16(FP), R2
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16

dot:
	VLD1.P 32(R1), [V4.B16, V5.B16]
	VLD1.P 64(R0), [V16.H8, V17.H8, V18.H8, V19.H8]
	PRODUCTS(4, 16)
	PRODUCTS(5, 18)
	SUB $1, R2, R2
	CBNZ R2, dot
	ADDI(1, 0, 0)
	ADDI(3, 2, 2)
	ADDI(2, 0, 0)
	ADDV(0, 0)
	FMOVS F0, R0
	MOVW R0, ret+24(FP)
	RET
