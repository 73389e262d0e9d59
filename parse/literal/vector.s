//go:build amd64

#include "textflag.h"

// Both functions write down the groups of 64 positions in which some bucket
// accepts five bytes in a row and the gate lets them through, with a bit for
// each such position, and return how many groups there are. Text makes no
// pattern that a processor could foresee, so nothing branches on what a group
// holds: every group is noted, and the next one overwrites it when it is empty.

// NOTE writes the mask m of the group at CX down as entry k of the batch at R8.
#define NOTE(m, k) \
	MOVQ m, (R8)(k*8)            \
	MOVL CX, 2048(R8)(k*4)        \
	CMPQ m, $1                   \
	SBBQ $-1, k

// How the gate, at DI, lies in memory.
#define HEADS 8192
#define GRAMS 8448
#define SPREAD 9472

// GATE goes over the R15 entries of the batch and keeps DX of them: of their
// places those at which a gram stands, or whose first byte begins a short
// literal.
#define GATE(entry, place, over) \
	XORQ    AX, AX               \
	XORQ    DX, DX               \
entry:                               \
	CMPQ    AX, R15              \
	JGE     over                 \
	MOVQ    (R8)(AX*8), R9       \
	MOVL    2048(R8)(AX*4), CX    \
	XORQ    BX, BX               \
place:                               \
	TZCNTQ  R9, R10              \
	LEAQ    (CX)(R10*1), R11     \
	MOVL    (SI)(R11*1), R11     \
	MOVL    SPREAD(DI), R12      \
	IMULL   R11, R12             \
	SHRL    $19, R12             \
	MOVBLZX (DI)(R12*1), R12     \
	CMPL    R11, GRAMS(DI)(R12*4) \
	SETEQ   R12                  \
	MOVBLZX R11, R11             \
	ORB     HEADS(DI)(R11*1), R12 \
	SHLXQ   R10, R12, R12        \
	ORQ     R12, BX              \
	BLSRQ   R9, R9               \
	JNZ     place                \
	NOTE(BX, DX)                 \
	INCQ    AX                   \
	JMP     entry                \
over:                                \
	NOP

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

// func findAVX2(t *nibbleTables, by *gate, p *byte, n int, b *batch) (entries int)
TEXT ·findAVX2(SB), NOSPLIT, $0-48
	MOVQ    t+0(FP), AX
	MOVQ    by+8(FP), DI
	MOVQ    p+16(FP), SI
	MOVQ    n+24(FP), DX
	MOVQ    b+32(FP), R8
	XORQ    CX, CX
	XORQ    R15, R15
	VMOVDQU low4<>(SB), Y15
	VPXOR   Y14, Y14, Y14
	JMP     avx2test

avx2loop:
	NIBBLES(0)
	LOOKUP(0)
	VMOVDQA   Y10, Y0
	VMOVDQA   Y11, Y1
	LOOKUP(64)
	VMOVDQA   Y10, Y2
	VMOVDQA   Y11, Y3
	POSITION(1)
	POSITION(2)
	POSITION(3)
	POSITION(4)
	VPOR      Y0, Y2, Y0
	VPOR      Y1, Y3, Y1
	VPCMPEQB  Y14, Y0, Y0
	VPCMPEQB  Y14, Y1, Y1
	VPMOVMSKB Y0, R9
	VPMOVMSKB Y1, R10
	SHLQ      $32, R10
	ORQ       R10, R9
	NOTQ      R9
	NOTE(R9, R15)
	ADDQ      $64, CX

avx2test:
	CMPQ CX, DX
	JLT  avx2loop
	VZEROUPPER
	GATE(avx2entry, avx2place, avx2over)
	MOVQ DX, entries+40(FP)
	RET

// CLASSES leaves in t the classes of the 64 bytes at off: see class in set.go. What
// chooses among 64 bytes in a register looks at no more than six bits.
// The matrix in Z24 leaves each bit where it is and adds the sixth bit to the fifth.
#define CLASSES(off, t) \
	VMOVDQU64      off(SI)(CX*1), t \
	VGF2P8AFFINEQB $0, Z24, t, t

// func findVBMI(t *classTables, by *gate, p *byte, n int, b *batch) (entries int)
TEXT ·findVBMI(SB), NOSPLIT, $0-48
	MOVQ      t+0(FP), AX
	MOVQ      by+8(FP), DI
	MOVQ      p+16(FP), SI
	MOVQ      n+24(FP), DX
	MOVQ      b+32(FP), R8
	XORQ      CX, CX
	XORQ      R15, R15
	VMOVDQU64 0(AX), Z16
	VMOVDQU64 64(AX), Z17
	VMOVDQU64 128(AX), Z18
	VMOVDQU64 192(AX), Z19
	VMOVDQU64 256(AX), Z20
	VMOVDQU64 320(AX), Z21
	VMOVDQU64 384(AX), Z22
	VMOVDQU64 448(AX), Z23
	VMOVDQU64 512(AX), Z25
	VMOVDQU64 576(AX), Z26
	MOVQ      $0x0102040810604080, R9
	VPBROADCASTQ R9, Z24
	JMP       vbmitest

vbmiloop:
	CLASSES(0, Z0)
	CLASSES(1, Z1)
	CLASSES(2, Z2)
	CLASSES(3, Z3)
	CLASSES(4, Z27)
	VPERMB     Z16, Z0, Z8       // even registers: buckets 0-7, odd ones: 8-15
	VPERMB     Z17, Z0, Z9
	VPERMB     Z18, Z1, Z10
	VPERMB     Z19, Z1, Z11
	VPERMB     Z20, Z2, Z12
	VPERMB     Z21, Z2, Z13
	VPERMB     Z22, Z3, Z14
	VPERMB     Z23, Z3, Z15
	VPTERNLOGQ $0x80, Z12, Z10, Z8 // Z8 & Z10 & Z12
	VPTERNLOGQ $0x80, Z13, Z11, Z9
	VPERMB     Z25, Z27, Z29
	VPERMB     Z26, Z27, Z30
	VPTERNLOGQ $0x80, Z29, Z14, Z8
	VPTERNLOGQ $0x80, Z30, Z15, Z9
	VPORQ      Z9, Z8, Z8
	VPTESTMB   Z8, Z8, K1
	KMOVQ      K1, R9
	NOTE(R9, R15)
	ADDQ       $64, CX

vbmitest:
	CMPQ CX, DX
	JLT  vbmiloop
	VZEROUPPER
	GATE(vbmientry, vbmiplace, vbmiover)
	MOVQ DX, entries+40(FP)
	RET
