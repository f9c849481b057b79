#include "textflag.h"

// The widest kernel of kernels_amd64.s for processors that multiply four
// columns at once and add them up in one instruction, with the token's integers
// read from memory. Sums of integers are exact, so it gives the same numbers.

DATA nibble<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA nibble<>+8(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA nibble<>+16(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA nibble<>+24(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL nibble<>(SB), RODATA|NOPTR, $32

DATA halfMask<>+0(SB)/4, $0x8fffe000
GLOBL halfMask<>(SB), RODATA|NOPTR, $4
DATA halfPower<>+0(SB)/4, $0x77800000 // 2^112
GLOBL halfPower<>(SB), RODATA|NOPTR, $4

// Multiplies 8 columns of 8 rows, whose weights begin at byte n of the block,
// with those of the 4 tokens, at byte m, and adds them to the sums of each.
#define COLUMNS(n, m) \
	VMOVDQU n(R12), Y8 \
	VPSRLW $4, Y8, Y9 \
	VPAND Y10, Y8, Y8 \
	VPAND Y10, Y9, Y9 \
	VPDPBUSD.BCST m(BX), Y8, Y0 \
	VPDPBUSD.BCST m(BX)(R8*1), Y8, Y1 \
	VPDPBUSD.BCST m(BX)(R8*2), Y8, Y2 \
	VPDPBUSD.BCST m(BX)(R9*1), Y8, Y3 \
	VPDPBUSD.BCST (m+4)(BX), Y9, Y16 \
	VPDPBUSD.BCST (m+4)(BX)(R8*1), Y9, Y17 \
	VPDPBUSD.BCST (m+4)(BX)(R8*2), Y9, Y18 \
	VPDPBUSD.BCST (m+4)(BX)(R9*1), Y9, Y19

// Adds a token's block, in ints and more, to its sums in acc: the integers less
// what the weights are too large by, times both scales.
#define SCALE(sum, scale, ints, more, acc) \
	VPADDD more, ints, ints \
	VPSUBD.BCST sum, ints, ints \
	VCVTDQ2PS ints, ints \
	VMULPS.BCST scale, Y12, Y14 \
	VMULPS Y14, ints, ints \
	VADDPS ints, acc, acc

// func panelVNNI(y *float32, stride int, p *byte, bias *float32, ints *int8, scales *float32, sums *int32, blocks, tiles int)
TEXT ·panelVNNI(SB), NOSPLIT, $0-72
	MOVQ y+0(FP), DI
	MOVQ stride+8(FP), SI
	SHLQ $2, SI
	MOVQ ints+32(FP), BX
	MOVQ scales+40(FP), CX
	MOVQ sums+48(FP), DX
	MOVQ blocks+56(FP), AX
	MOVQ AX, R8
	SHLQ $5, R8           // bytes of a token's integers
	LEAQ (R8)(R8*2), R9
	MOVQ AX, R10
	SHLQ $2, R10          // bytes of a token's scales, and of its sums
	LEAQ (R10)(R10*2), R11
	VMOVDQU nibble<>(SB), Y10
	VPBROADCASTD halfMask<>(SB), Y11
	VBROADCASTSS halfPower<>(SB), Y13

tokens:
	MOVQ p+16(FP), R12
	MOVQ bias+24(FP), R13
	VMOVUPS (R13), Y4
	VMOVAPS Y4, Y5
	VMOVAPS Y4, Y6
	VMOVAPS Y4, Y7
	MOVQ blocks+56(FP), AX

blocks:
	VPMOVSXWD (R12), Y12
	VPSLLD $13, Y12, Y12
	VPAND Y11, Y12, Y12
	VMULPS Y13, Y12, Y12
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXORD Y16, Y16, Y16
	VPXORD Y17, Y17, Y17
	VPXORD Y18, Y18, Y18
	VPXORD Y19, Y19, Y19
	COLUMNS(16, 0)
	COLUMNS(48, 8)
	COLUMNS(80, 16)
	COLUMNS(112, 24)
	SCALE((DX), (CX), Y0, Y16, Y4)
	SCALE((DX)(R10*1), (CX)(R10*1), Y1, Y17, Y5)
	SCALE((DX)(R10*2), (CX)(R10*2), Y2, Y18, Y6)
	SCALE((DX)(R11*1), (CX)(R11*1), Y3, Y19, Y7)
	ADDQ $144, R12
	ADDQ $32, BX
	ADDQ $4, CX
	ADDQ $4, DX
	DECQ AX
	JNZ blocks

	VMOVUPS Y4, (DI)
	VMOVUPS Y5, (DI)(SI*1)
	LEAQ (DI)(SI*2), DI
	VMOVUPS Y6, (DI)
	VMOVUPS Y7, (DI)(SI*1)
	LEAQ (DI)(SI*2), DI
	ADDQ R9, BX
	ADDQ R11, CX
	ADDQ R11, DX
	DECQ tiles+64(FP)
	JNZ tokens
	VZEROUPPER
	RET
