//go:build amd64

#include "textflag.h"

// Both kernels return the first group of 64 positions in which some bucket
// accepts four bytes in a row and the gate lets them through, and a bit for each
// such position; at = n rounded up to 64 and mask = 0 when there is none.

// GATE keeps of the places in R9 (a bit each, not 0) those whose four bytes hash
// to a slot that is taken, or whose first byte begins a short literal; it leaves
// them in BX. The gate, at DI, is the table of slots with that of heads behind.
#define GATE(loop) \
	XORQ    BX, BX               \
loop:                                \
	TZCNTQ  R9, R10              \
	LEAQ    (CX)(R10*1), R11     \
	MOVL    (SI)(R11*1), R12     \
	MOVBLZX R12, R13             \
	IMULL   $0x9e3779b1, R12     \
	SHRL    $21, R12             \
	MOVBLZX (DI)(R12*1), R12     \
	ORB     2048(DI)(R13*1), R12 \
	NEGL    R12                  \
	SBBQ    R12, R12             \
	ANDQ    $1, R12              \
	SHLXQ   R10, R12, R12        \
	ORQ     R12, BX              \
	BLSRQ   R9, R9               \
	JNZ     loop                 \
	TESTQ   BX, BX

DATA low4<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA low4<>+8(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA low4<>+16(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA low4<>+24(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL low4<>(SB), RODATA|NOPTR, $32

// NIBBLES splits the 64 bytes at off(SI)(CX) into Y4/Y6 (low) and Y5/Y7 (high).
#define NIBBLES(off) \
	VMOVDQU off(SI)(CX*1), Y5    \
	VMOVDQU (off+32)(SI)(CX*1), Y7 \
	VPAND   Y5, Y15, Y4          \
	VPAND   Y7, Y15, Y6          \
	VPSRLW  $4, Y5, Y5           \
	VPSRLW  $4, Y7, Y7           \
	VPAND   Y5, Y15, Y5          \
	VPAND   Y7, Y15, Y7

// LOOKUP leaves in Y10 and Y11 the buckets that accept the bytes, by the tables
// at t: 32 bytes for low nibbles, 32 for high ones.
#define LOOKUP(t) \
	VMOVDQU t(AX), Y8            \
	VMOVDQU (t+32)(AX), Y9       \
	VPSHUFB Y4, Y8, Y10          \
	VPSHUFB Y6, Y8, Y11          \
	VPSHUFB Y5, Y9, Y12          \
	VPSHUFB Y7, Y9, Y13          \
	VPAND   Y12, Y10, Y10        \
	VPAND   Y13, Y11, Y11

// POSITION narrows the sets Y0,Y1 (buckets 0-7) and Y2,Y3 (8-15).
#define POSITION(j) \
	NIBBLES(j)                   \
	LOOKUP(j*128)                \
	VPAND   Y10, Y0, Y0          \
	VPAND   Y11, Y1, Y1          \
	LOOKUP(j*128+64)             \
	VPAND   Y10, Y2, Y2          \
	VPAND   Y11, Y3, Y3

// func findAVX2(t *nibbleTables, by *gate, p *byte, n int) (at int, mask uint64)
TEXT ·findAVX2(SB), NOSPLIT, $0-48
	MOVQ    t+0(FP), AX
	MOVQ    by+8(FP), DI
	MOVQ    p+16(FP), SI
	MOVQ    n+24(FP), DX
	XORQ    CX, CX
	XORQ    BX, BX
	VMOVDQU low4<>(SB), Y15
	VPXOR   Y14, Y14, Y14
	JMP     avx2test

avx2loop:
	NIBBLES(0)
	LOOKUP(0)
	VMOVDQA Y10, Y0
	VMOVDQA Y11, Y1
	LOOKUP(64)
	VMOVDQA Y10, Y2
	VMOVDQA Y11, Y3
	POSITION(1)
	POSITION(2)
	POSITION(3)
	VPOR    Y0, Y2, Y0
	VPOR    Y1, Y3, Y1
	VPOR    Y0, Y1, Y2
	VPTEST  Y2, Y2
	JNZ     avx2hit
	ADDQ    $64, CX

avx2test:
	CMPQ CX, DX
	JLT  avx2loop
	JMP  avx2done

avx2hit:
	VPCMPEQB  Y14, Y0, Y0
	VPCMPEQB  Y14, Y1, Y1
	VPMOVMSKB Y0, R9
	VPMOVMSKB Y1, R8
	SHLQ      $32, R8
	ORQ       R8, R9
	NOTQ      R9
	GATE(avx2gate)
	JNZ       avx2done
	ADDQ      $64, CX
	JMP       avx2test

avx2done:
	VZEROUPPER
	MOVQ CX, at+32(FP)
	MOVQ BX, mask+40(FP)
	RET

// ACCEPT narrows Z0 (buckets 0-7) and Z1 (8-15) by the bytes at off: the low
// seven bits of a byte choose among 128 sets in two registers.
#define ACCEPT(off, a, b, c, d) \
	VMOVDQU64 off(SI)(CX*1), Z2  \
	VMOVDQA64 Z2, Z3             \
	VPERMI2B  b, a, Z2           \
	VPERMI2B  d, c, Z3           \
	VPANDQ    Z2, Z0, Z0         \
	VPANDQ    Z3, Z1, Z1

// func findVBMI(t *asciiTables, by *gate, p *byte, n int) (at int, mask uint64)
TEXT ·findVBMI(SB), NOSPLIT, $0-48
	MOVQ      t+0(FP), AX
	MOVQ      by+8(FP), DI
	MOVQ      p+16(FP), SI
	MOVQ      n+24(FP), DX
	XORQ      CX, CX
	XORQ      BX, BX
	VMOVDQU64 0(AX), Z16
	VMOVDQU64 64(AX), Z17
	VMOVDQU64 128(AX), Z18
	VMOVDQU64 192(AX), Z19
	VMOVDQU64 256(AX), Z20
	VMOVDQU64 320(AX), Z21
	VMOVDQU64 384(AX), Z22
	VMOVDQU64 448(AX), Z23
	VMOVDQU64 512(AX), Z24
	VMOVDQU64 576(AX), Z25
	VMOVDQU64 640(AX), Z26
	VMOVDQU64 704(AX), Z27
	VMOVDQU64 768(AX), Z28
	VMOVDQU64 832(AX), Z29
	VMOVDQU64 896(AX), Z30
	VMOVDQU64 960(AX), Z31
	JMP       vbmitest

vbmiloop:
	VMOVDQU64 (SI)(CX*1), Z0
	VMOVDQA64 Z0, Z1
	VPERMI2B  Z17, Z16, Z0
	VPERMI2B  Z19, Z18, Z1
	ACCEPT(1, Z20, Z21, Z22, Z23)
	ACCEPT(2, Z24, Z25, Z26, Z27)
	ACCEPT(3, Z28, Z29, Z30, Z31)
	VPORQ     Z0, Z1, Z0
	VPTESTMB  Z0, Z0, K1
	KTESTQ    K1, K1
	JNZ       vbmihit
	ADDQ      $64, CX

vbmitest:
	CMPQ CX, DX
	JLT  vbmiloop
	JMP  vbmidone

vbmihit:
	KMOVQ K1, R9
	GATE(vbmigate)
	JNZ   vbmidone
	ADDQ  $64, CX
	JMP   vbmitest

vbmidone:
	VZEROUPPER
	MOVQ CX, at+32(FP)
	MOVQ BX, mask+40(FP)
	RET
