#include "textflag.h"

// The kernels of plain.go with AVX2: the same operations on float32 in the
// same order, hence no fused multiply-add. Every instruction is of VEX form,
// and each function ends with VZEROUPPER: mixing with the older form of the
// rest of the program costs a hundredfold.

#define CONST(name, x) \
	DATA name<>+0(SB)/4, x \
	DATA name<>+4(SB)/4, x \
	DATA name<>+8(SB)/4, x \
	DATA name<>+12(SB)/4, x \
	DATA name<>+16(SB)/4, x \
	DATA name<>+20(SB)/4, x \
	DATA name<>+24(SB)/4, x \
	DATA name<>+28(SB)/4, x \
	GLOBL name<>(SB), RODATA|NOPTR, $32

CONST(low4, $0x0f0f0f0f)
CONST(ones16, $0x00010001)
CONST(halfBits, $0x8fffe000)
CONST(halfScale, $0x77800000) // 2^112
CONST(absBits, $0x7fffffff)
CONST(signBit, $0x80000000)
CONST(magic, $0x4b400000) // 1.5 * 2^23
CONST(inv127, $0x3c010204)
CONST(expLow, $0xc2a00000) // -80
CONST(log2e, $0x3fb8aa3b)
CONST(ln2a, $0x3f318000)
CONST(ln2b, $0xb95e8083)
CONST(exp0, $0x39506967)
CONST(exp1, $0x3ab743ce)
CONST(exp2, $0x3c088908)
CONST(exp3, $0x3d2aa9c1)
CONST(exp4, $0x3e2aaaaa)
CONST(exp5, $0x3f000000)
CONST(one, $0x3f800000)
CONST(two, $0x40000000)
CONST(oneHalf, $0x3f000000)
CONST(root, $0x3f3504f3)
CONST(erfP, $0x3ea7ba05)
CONST(erf1, $0x3e827906)
CONST(erf2, $0xbe91a98e)
CONST(erf3, $0x3fb5f0e3)
CONST(erf4, $0xbfba00e3)
CONST(erf5, $0x3f87dc22)

// The order of 4-byte groups after two packs of eight numbers each.
DATA unlace<>+0(SB)/4, $0
DATA unlace<>+4(SB)/4, $4
DATA unlace<>+8(SB)/4, $1
DATA unlace<>+12(SB)/4, $5
DATA unlace<>+16(SB)/4, $2
DATA unlace<>+20(SB)/4, $6
DATA unlace<>+24(SB)/4, $3
DATA unlace<>+28(SB)/4, $7
GLOBL unlace<>(SB), RODATA|NOPTR, $32

// Multiplies the 32 weights in w (4 columns of 8 rows) with 4 integers of a
// token, and adds the products of two columns each to acc.
#define DOT(at, w, tmp, acc) \
	VPBROADCASTD at, tmp \
	VPMADDUBSW tmp, w, tmp \
	VPADDW tmp, acc, acc

// Does so for 8 columns of the 4 tokens, whose weights begin at byte n of the
// block and whose integers at byte m.
#define COLUMNS(n, m) \
	VMOVDQU n(R12), Y8 \
	VPSRLW $4, Y8, Y9 \
	VPAND Y10, Y8, Y8 \
	VPAND Y10, Y9, Y9 \
	DOT(m(BX), Y8, Y13, Y0) \
	DOT(m(BX)(R8*1), Y8, Y14, Y1) \
	DOT(m(BX)(R8*2), Y8, Y15, Y2) \
	DOT(m(BX)(R9*1), Y8, Y13, Y3) \
	DOT((m+4)(BX), Y9, Y14, Y0) \
	DOT((m+4)(BX)(R8*1), Y9, Y15, Y1) \
	DOT((m+4)(BX)(R8*2), Y9, Y13, Y2) \
	DOT((m+4)(BX)(R9*1), Y9, Y14, Y3)

// Adds a token's block, in ints, to its sums in acc: the integers less what
// the weights are too large by, times both scales.
#define SCALE(sum, scale, ints, acc) \
	VPMADDWD Y11, ints, ints \
	VPBROADCASTD sum, Y13 \
	VPSUBD Y13, ints, ints \
	VCVTDQ2PS ints, ints \
	VBROADCASTSS scale, Y14 \
	VMULPS Y12, Y14, Y14 \
	VMULPS Y14, ints, ints \
	VADDPS ints, acc, acc

// func panelVector(y *float32, stride int, p *byte, bias *float32, ints *int8, scales *float32, sums *int32, blocks, tiles int)
TEXT ·panelVector(SB), NOSPLIT, $0-72
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
	VMOVDQU low4<>(SB), Y10
	VMOVDQU ones16<>(SB), Y11

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
	VPAND halfBits<>(SB), Y12, Y12
	VMULPS halfScale<>(SB), Y12, Y12
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	COLUMNS(16, 0)
	COLUMNS(48, 8)
	COLUMNS(80, 16)
	COLUMNS(112, 24)
	SCALE((DX), (CX), Y0, Y4)
	SCALE((DX)(R10*1), (CX)(R10*1), Y1, Y5)
	SCALE((DX)(R10*2), (CX)(R10*2), Y2, Y6)
	SCALE((DX)(R11*1), (CX)(R11*1), Y3, Y7)
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

// func quantiseVector(ints *int8, scales *float32, sums *int32, x *float32, blocks int)
TEXT ·quantiseVector(SB), NOSPLIT, $0-40
	MOVQ ints+0(FP), DI
	MOVQ scales+8(FP), CX
	MOVQ sums+16(FP), DX
	MOVQ x+24(FP), SI
	MOVQ blocks+32(FP), AX
	VMOVUPS absBits<>(SB), Y15
	VMOVDQU unlace<>(SB), Y14
	MOVL $0x42fe0000, R8 // 127
	VMOVD R8, X13
	MOVL $0x0da24260, R8 // 1e-30
	VMOVD R8, X12

quantise:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS 64(SI), Y2
	VMOVUPS 96(SI), Y3
	VPAND Y15, Y0, Y4
	VPAND Y15, Y1, Y5
	VPAND Y15, Y2, Y6
	VPAND Y15, Y3, Y7
	VMAXPS Y5, Y4, Y4
	VMAXPS Y7, Y6, Y6
	VMAXPS Y6, Y4, Y4
	VEXTRACTF128 $1, Y4, X5
	VMAXPS X5, X4, X4
	VPSHUFD $0x4e, X4, X5
	VMAXPS X5, X4, X4
	VPSHUFD $0xb1, X4, X5
	VMAXPS X5, X4, X4
	VMULSS inv127<>(SB), X4, X5
	VMOVSS X5, (CX)
	VUCOMISS X12, X4
	JHI some
	VPXOR Y0, Y0, Y0
	VMOVDQU Y0, (DI)
	MOVL $0, (DX)
	JMP next

some:
	VDIVSS X4, X13, X5
	VBROADCASTSS X5, Y5
	VMULPS Y5, Y0, Y0
	VMULPS Y5, Y1, Y1
	VMULPS Y5, Y2, Y2
	VMULPS Y5, Y3, Y3
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VCVTPS2DQ Y2, Y2
	VCVTPS2DQ Y3, Y3
	VPADDD Y1, Y0, Y4
	VPADDD Y3, Y2, Y5
	VPADDD Y5, Y4, Y4
	VPACKSSDW Y1, Y0, Y0
	VPACKSSDW Y3, Y2, Y2
	VPACKSSWB Y2, Y0, Y0
	VPERMD Y0, Y14, Y0
	VMOVDQU Y0, (DI)
	VEXTRACTI128 $1, Y4, X5
	VPADDD X5, X4, X4
	VPSHUFD $0x4e, X4, X5
	VPADDD X5, X4, X4
	VPSHUFD $0xb1, X4, X5
	VPADDD X5, X4, X4
	VPSLLD $3, X4, X4
	VMOVD X4, (DX)

next:
	ADDQ $128, SI
	ADDQ $32, DI
	ADDQ $4, CX
	ADDQ $4, DX
	DECQ AX
	JNZ quantise
	VZEROUPPER
	RET

// func weighVector(y, a, m *float32, n, stride int)
TEXT ·weighVector(SB), NOSPLIT, $0-40
	MOVQ y+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ n+24(FP), AX
	MOVQ stride+32(FP), R8
	SHLQ $2, R8
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3

rows:
	VBROADCASTSS (SI), Y4
	VMULPS (BX), Y4, Y5
	VMULPS 32(BX), Y4, Y6
	VMULPS 64(BX), Y4, Y7
	VMULPS 96(BX), Y4, Y8
	VADDPS Y5, Y0, Y0
	VADDPS Y6, Y1, Y1
	VADDPS Y7, Y2, Y2
	VADDPS Y8, Y3, Y3
	ADDQ $4, SI
	ADDQ R8, BX
	DECQ AX
	JNZ rows
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	VZEROUPPER
	RET

// Sets x to e^x by t, n and p; x is at most 0. The order is that of exp.
#define EXP(x, t, n, p) \
	VMAXPS expLow<>(SB), x, x \
	VMULPS log2e<>(SB), x, t \
	VADDPS magic<>(SB), t, t \
	VSUBPS magic<>(SB), t, n \
	VMULPS ln2a<>(SB), n, p \
	VSUBPS p, x, x \
	VMULPS ln2b<>(SB), n, p \
	VSUBPS p, x, x \
	VMULPS exp0<>(SB), x, p \
	VADDPS exp1<>(SB), p, p \
	VMULPS x, p, p \
	VADDPS exp2<>(SB), p, p \
	VMULPS x, p, p \
	VADDPS exp3<>(SB), p, p \
	VMULPS x, p, p \
	VADDPS exp4<>(SB), p, p \
	VMULPS x, p, p \
	VADDPS exp5<>(SB), p, p \
	VMULPS x, p, p \
	VMULPS x, p, p \
	VADDPS x, p, p \
	VADDPS one<>(SB), p, p \
	VPSLLD $23, t, t \
	VPADDD t, p, x

// func softmaxVector(x *float32, eights int, scale float32, sum *[8]float32)
TEXT ·softmaxVector(SB), NOSPLIT, $0-32
	MOVQ x+0(FP), SI
	MOVQ eights+8(FP), AX
	VBROADCASTSS scale+16(FP), Y8
	MOVQ sum+24(FP), DI
	MOVQ SI, BX
	MOVQ AX, CX
	VMULPS (BX), Y8, Y9

largest:
	VMULPS (BX), Y8, Y0
	VMAXPS Y0, Y9, Y9
	ADDQ $32, BX
	DECQ CX
	JNZ largest
	VEXTRACTF128 $1, Y9, X0
	VMAXPS X0, X9, X9
	VPSHUFD $0x4e, X9, X0
	VMAXPS X0, X9, X9
	VPSHUFD $0xb1, X9, X0
	VMAXPS X0, X9, X9
	VBROADCASTSS X9, Y9
	VXORPS Y10, Y10, Y10

exps:
	VMULPS (SI), Y8, Y0
	VSUBPS Y9, Y0, Y0
	EXP(Y0, Y1, Y2, Y3)
	VMOVUPS Y0, (SI)
	VADDPS Y0, Y10, Y10
	ADDQ $32, SI
	DECQ AX
	JNZ exps
	VMOVUPS Y10, (DI)
	VZEROUPPER
	RET

// func geluVector(x *float32, eights int)
TEXT ·geluVector(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), SI
	MOVQ eights+8(FP), AX
	VMOVUPS one<>(SB), Y12

gelu:
	VMOVUPS (SI), Y4
	VPAND absBits<>(SB), Y4, Y5
	VMULPS root<>(SB), Y5, Y5
	VMULPS erfP<>(SB), Y5, Y6
	VADDPS Y12, Y6, Y6
	VDIVPS Y6, Y12, Y6
	VMULPS erf5<>(SB), Y6, Y7
	VADDPS erf4<>(SB), Y7, Y7
	VMULPS Y6, Y7, Y7
	VADDPS erf3<>(SB), Y7, Y7
	VMULPS Y6, Y7, Y7
	VADDPS erf2<>(SB), Y7, Y7
	VMULPS Y6, Y7, Y7
	VADDPS erf1<>(SB), Y7, Y7
	VMULPS Y6, Y7, Y7
	VMULPS Y5, Y5, Y0
	VXORPS signBit<>(SB), Y0, Y0
	EXP(Y0, Y1, Y2, Y3)
	VMULPS Y0, Y7, Y7
	VMOVUPS two<>(SB), Y0
	VSUBPS Y7, Y0, Y0
	VBLENDVPS Y4, Y7, Y0, Y0
	VMULPS oneHalf<>(SB), Y4, Y4
	VMULPS Y0, Y4, Y4
	VMOVUPS Y4, (SI)
	ADDQ $32, SI
	DECQ AX
	JNZ gelu
	VZEROUPPER
	RET

// func dotVector(a *int16, b *int8, blocks int) int32
TEXT ·dotVector(SB), NOSPLIT, $0-28
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ blocks+16(FP), AX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

dot:
	VPMOVSXBW (DI), Y2
	VPMOVSXBW 16(DI), Y3
	VPMADDWD (SI), Y2, Y2
	VPMADDWD 32(SI), Y3, Y3
	VPADDD Y2, Y0, Y0
	VPADDD Y3, Y1, Y1
	ADDQ $64, SI
	ADDQ $32, DI
	DECQ AX
	JNZ dot
	VPADDD Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD X1, X0, X0
	VPSHUFD $0x4e, X0, X1
	VPADDD X1, X0, X0
	VPSHUFD $0xb1, X0, X1
	VPADDD X1, X0, X0
	VMOVD X0, AX
	MOVL AX, ret+24(FP)
	VZEROUPPER
	RET
