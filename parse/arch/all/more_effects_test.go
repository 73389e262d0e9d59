package all

// moreEffects are of instructions that the captures do not hold, encoded by hand.
var moreEffects = []effects{
	{"loongarch", 64, `
001098a4 | add.d a0, a1, a2 | set a0 [a1+a2<<0+0]
001198a4 | sub.d a0, a1, a2 | make a0 from a1 a2
001018a4 | add.w a0, a1, a2 | make a0 from a1 a2
001118a4 | sub.w a0, a1, a2 | make a0 from a1 a2
001498a4 | and a0, a1, a2 | make a0 from a1 a2
001518a4 | or a0, a1, a2 | make a0 from a1 a2
001598a4 | xor a0, a1, a2 | make a0 from a1 a2
001418a4 | nor a0, a1, a2 | make a0 from a1 a2
001898a4 | sll.d a0, a1, a2 | make a0 from a1 a2
001918a4 | srl.d a0, a1, a2 | make a0 from a1 a2
001998a4 | sra.d a0, a1, a2 | make a0 from a1 a2
001d98a4 | mul.d a0, a1, a2 | make a0 from a1 a2
002218a4 | div.d a0, a1, a2 | make a0 from a1 a2
380018a4 | ldx.b a0, a1, a2 | load a0 [a1+a2<<0+0] 1 bytes
380c18a4 | ldx.d a0, a1, a2 | load a0 [a1+a2<<0+0] 8 bytes
381c18a4 | stx.d a0, a1, a2 | nothing [a1+a2<<0+0] 8 bytes of a0
380818a4 | ldx.w a0, a1, a2 | load a0 [a1+a2<<0+0] 4 bytes
382018a4 | ldx.bu a0, a1, a2 | load a0 [a1+a2<<0+0] 1 bytes
028020a4 | addi.w a0, a1, 8 | set a0 [a1+8]
02c020a4 | addi.d a0, a1, 8 | set a0 [a1+8]
034020a4 | andi a0, a1, 0x8 | make a0 from a1 & 0x8
038020a4 | ori a0, a1, 0x8 | make a0 from a1
03c020a4 | xori a0, a1, 0x8 | make a0 from a1
030020a4 | lu52i.d a0, a1, 8 | make a0 from a1
280020a4 | ld.b a0, a1, 8 | load a0 [a1+8] 1 bytes
284020a4 | ld.h a0, a1, 8 | load a0 [a1+8] 2 bytes
288020a4 | ld.w a0, a1, 8 | load a0 [a1+8] 4 bytes
28c020a4 | ld.d a0, a1, 8 | load a0 [a1+8] 8 bytes
290020a4 | st.b a0, a1, 8 | nothing [a1+8] 1 bytes of a0
294020a4 | st.h a0, a1, 8 | nothing [a1+8] 2 bytes of a0
298020a4 | st.w a0, a1, 8 | nothing [a1+8] 4 bytes of a0
29c020a4 | st.d a0, a1, 8 | nothing [a1+8] 8 bytes of a0
2a0020a4 | ld.bu a0, a1, 8 | load a0 [a1+8] 1 bytes
2a4020a4 | ld.hu a0, a1, 8 | load a0 [a1+8] 2 bytes
2a8020a4 | ld.wu a0, a1, 8 | load a0 [a1+8] 4 bytes
240020a4 | ldptr.w a0, a1, 32 | load a0 [a1+32] 4 bytes
250020a4 | stptr.w a0, a1, 32 | nothing [a1+32] 4 bytes of a0
260020a4 | ldptr.d a0, a1, 32 | load a0 [a1+32] 8 bytes
270020a4 | stptr.d a0, a1, 32 | nothing [a1+32] 8 bytes of a0
200020a4 | ll.w a0, a1, 32 | load a0 [a1+32] 4 bytes
210020a4 | sc.w a0, a1, 32 | nothing [a1+32] 4 bytes of a0 loses a0
220020a4 | ll.d a0, a1, 32 | load a0 [a1+32] 8 bytes
230020a4 | sc.d a0, a1, 32 | nothing [a1+32] 8 bytes of a0 loses a0
4c0020a4 | jirl a0, a1, 32 | call from a1
580020a4 | beq a1, a0, 32 | branch to +32
5c0020a4 | bne a1, a0, 32 | branch to +32
600020a4 | blt a1, a0, 32 | branch to +32
640020a4 | bge a1, a0, 32 | branch to +32
680020a4 | bltu a1, a0, 32 | branch to +32
6c0020a4 | bgeu a1, a0, 32 | branch to +32
400020a4 | beqz a1, 1048608 | branch to +1048608
440020a4 | bnez a1, 1048608 | branch to +1048608
004120a4 | slli.d a0, a1, 0x8 | make a0 from a1 >> -8 & 0xffffffffffffffff
004520a4 | srli.d a0, a1, 0x8 | make a0 from a1 >> 8 & 0xffffffffffffff
004920a4 | srai.d a0, a1, 0x8 | make a0 from a1 >> 8 & 0xffffffffffffff
14002464 | lu12i.w a0, 291 | set a0 [+1191936]
16002464 | lu32i.d a0, 291 | halve a0 0x12300000000 of 0xffffffff00000000
18002464 | pcaddi a0, 291 | set a0 [pc+0]
1a002464 | pcalau12i a0, 291 | set a0 [pc+0]
1c002464 | pcaddu12i a0, 291 | set a0 [pc+0]
50002000 | b 32 | jump to +32
54002000 | bl 32 | call to +32
57fff3ff | bl -16 | call to -16
002a0000 | break 0x0 | jump
38720000 | dbar 0x0 | nothing
4c0000a1 | jirl ra, a1, 0 | call from a1
4c000020 | ret | jump from ra
02bffca4 | addi.w a0, a1, -1 | set a0 [a1-1]
00df00a4 | bstrpick.d a0, a1, 0x1f, 0x0 | make a0 from a1 & 0xffffffff
00c700a4 | bstrpick.d a0, a1, 0x7, 0x0 | make a0 from a1 & 0xff
00150004 | move a0, zero | set a0 [+0]
02c00404 | addi.d a0, zero, 1 | set a0 [+1]
28fff0a4 | ld.d a0, a1, -4 | load a0 [a1-4] 8 bytes
001500a4 | move a0, a1 | set a0 [a1+0]
00006ca4 | cpucfg a0, a1 | make a0 from a1
000058a4 | ext.w.h a0, a1 | make a0 from a1
00005ca4 | ext.w.b a0, a1 | make a0 from a1
`},
	{"riscv", 64, `
8533 00c5 | add a0,a1,a2 | set a0 [a1+a2<<0+0]
8533 40c5 | sub a0,a1,a2 | set a0 [a1-a2<<0+0]
f533 00c5 | and a0,a1,a2 | make a0 from a1 a2
e533 00c5 | or a0,a1,a2 | make a0 from a1 a2
c533 00c5 | xor a0,a1,a2 | make a0 from a1 a2
9533 00c5 | sll a0,a1,a2 | make a0 from a1 a2
d533 00c5 | srl a0,a1,a2 | make a0 from a1 a2
d533 40c5 | sra a0,a1,a2 | make a0 from a1 a2
a533 00c5 | slt a0,a1,a2 | make a0 from a1 a2
b533 00c5 | sltu a0,a1,a2 | make a0 from a1 a2
8533 02c5 | mul a0,a1,a2 | make a0 from a1 a2
c533 02c5 | div a0,a1,a2 | make a0 from a1 a2
e533 02c5 | rem a0,a1,a2 | make a0 from a1 a2
853b 00c5 | addw a0,a1,a2 | make a0 from a1 a2
853b 40c5 | subw a0,a1,a2 | make a0 from a1 a2
8513 ffc5 | addi a0,a1,-4 | set a0 [a1-4]
f513 0ff5 | zext.b a0,a1 | make a0 from a1 & 0xff
e513 0015 | ori a0,a1,1 | make a0 from a1
c513 0015 | xori a0,a1,1 | make a0 from a1
9513 0035 | slli a0,a1,0x3 | make a0 from a1 >> -3 & 0xffffffffffffffff
d513 0035 | srli a0,a1,0x3 | make a0 from a1 >> 3 & 0x1fffffffffffffff
d513 4035 | srai a0,a1,0x3 | make a0 from a1 >> 3 & 0x1fffffffffffffff
a513 0015 | slti a0,a1,1 | make a0 from a1
851b 0015 | addiw a0,a1,1 | set a0 [a1+1]
5537 1234 | lui a0,0x12345 | set a0 [+305418240]
8503 0005 | lb a0,0(a1) | load a0 [a1+0] 1 bytes
9503 0005 | lh a0,0(a1) | load a0 [a1+0] 2 bytes
a503 0005 | lw a0,0(a1) | load a0 [a1+0] 4 bytes
b503 0005 | ld a0,0(a1) | load a0 [a1+0] 8 bytes
c503 0005 | lbu a0,0(a1) | load a0 [a1+0] 1 bytes
d503 0005 | lhu a0,0(a1) | load a0 [a1+0] 2 bytes
e503 0005 | lwu a0,0(a1) | load a0 [a1+0] 4 bytes
b503 ff85 | ld a0,-8(a1) | load a0 [a1-8] 8 bytes
82a3 00a5 | sb a0,5(a1) | nothing [a1+5] 1 bytes of a0
9323 00a5 | sh a0,6(a1) | nothing [a1+6] 2 bytes of a0
a423 00a5 | sw a0,8(a1) | nothing [a1+8] 4 bytes of a0
b823 fea5 | sd a0,-16(a1) | nothing [a1-16] 8 bytes of a0
00ef 0080 | jal 8 | call to +8
006f 0080 | j 8 | jump to +8
80e7 0005 | jalr a1 | call from a1
8067 0005 | jr a1 | jump from a1
8067 0000 | ret | jump from ra
0863 00b5 | beq a0,a1,16 | branch to +16
1863 00b5 | bne a0,a1,16 | branch to +16
4863 00b5 | blt a0,a1,16 | branch to +16
5863 00b5 | bge a0,a1,16 | branch to +16
6863 00b5 | bltu a0,a1,16 | branch to +16
7863 00b5 | bgeu a0,a1,16 | branch to +16
0073 0010 | ebreak | jump
2573 1000 | csrr a0,sstatus | make a0
1073 1005 | csrw sstatus,a0 | nothing
000f 0ff0 | fence | nothing
b52f 1005 | lr.d a0,(a1) | load a0 [a1+0] 8 bytes
b52f 18c5 | sc.d a0,a2,(a1) | nothing [a1+0] 8 bytes of a2 loses a0
a52f 00c5 | amoadd.w a0,a2,(a1) | load a0 [a1+0] 4 bytes of a2
b507 0005 | fld f10,0(a1) | nothing [a1+0] 8 bytes
b027 00a5 | fsd f10,0(a1) | nothing [a1+0] 8 bytes
8513 0005 | mv a0,a1 | set a0 [a1+0]
0513 0050 | li a0,5 | set a0 [+5]
0013 0000 | nop | nothing
852e | mv a0,a1 | set a0 [a1+0]
952e | add a0,a0,a1 | set a0 [a0+a1<<0+0]
4505 | li a0,1 | set a0 [+1]
6505 | lui a0,0x1 | set a0 [+4096]
0505 | addi a0,a0,1 | set a0 [a0+1]
4188 | lw a0,0(a1) | load a0 [a1+0] 4 bytes
6188 | ld a0,0(a1) | load a0 [a1+0] 8 bytes
c188 | sw a0,0(a1) | nothing [a1+0] 4 bytes of a0
e188 | sd a0,0(a1) | nothing [a1+0] 8 bytes of a0
6502 | ld a0,0(sp) | load a0 [sp+0] 8 bytes
e02a | sd a0,0(sp) | nothing [sp+0] 8 bytes of a0
a001 | j 0 | jump to +0
8502 | jr a0 | jump from a0
9502 | jalr a0 | call from a0
c101 | beqz a0,0 | branch to +0
e101 | bnez a0,0 | branch to +0
8905 | andi a0,a0,1 | make a0 from a0 & 0x1
8d0d | sub a0,a0,a1 | make a0 from a0 a1
8d2d | xor a0,a0,a1 | make a0 from a0 a1
8d4d | or a0,a0,a1 | make a0 from a0 a1
8d6d | and a0,a0,a1 | make a0 from a0 a1
0506 | slli a0,a0,0x1 | make a0 from a0 >> -1 & 0xffffffffffffffff
8105 | srli a0,a0,0x1 | make a0 from a0 >> 1 & 0x7fffffffffffffff
9d2d | addw a0,a0,a1 | make a0 from a0 a1
0808 | addi a0,sp,16 | set a0 [sp+16]
4502 | lw a0,0(sp) | load a0 [sp+0] 4 bytes
c02a | sw a0,0(sp) | nothing [sp+0] 4 bytes of a0
8505 | srai a0,a0,0x1 | make a0 from a0 >> 1 & 0x7fffffffffffffff
2505 | addiw a0,a0,1 | set a0 [a0+1]
`},
	{"powerpc", 64, `
7c642a14 | add r3,r4,r5 | set r3 [r4+r5<<0+0]
7c642850 | subf r3,r4,r5 | set r3 [r5-r4<<0+0]
7c6429d6 | mullw r3,r4,r5 | make r3 from r4 r5
7c642bd6 | divw r3,r4,r5 | make r3 from r4 r5
7c832838 | and r3,r4,r5 | make r3 from r4 r5
7c832b78 | or r3,r4,r5 | make r3 from r4 r5
7c832a78 | xor r3,r4,r5 | make r3 from r4 r5
7c8328f8 | nor r3,r4,r5 | make r3 from r4 r5
7c832830 | slw r3,r4,r5 | make r3 from r4 r5
7c832c30 | srw r3,r4,r5 | make r3 from r4 r5
7c832836 | sld r3,r4,r5 | make r3 from r4 r5
7c832c36 | srd r3,r4,r5 | make r3 from r4 r5
7c6400d0 | neg r3,r4 | make r3 from r4
7c830774 | extsb r3,r4 | make r3 from r4
7c830734 | extsh r3,r4 | make r3 from r4
7c830034 | cntlzw r3,r4 | make r3 from r4
38640008 | addi r3,r4,8 | set r3 [r4+8]
3c640001 | addis r3,r4,1 | set r3 [r4+65536]
3c600001 | lis r3,1 | set r3 [+65536]
3860ffff | li r3,-1 | set r3 [-1]
60830001 | ori r3,r4,1 | make r3 from r4
64830001 | oris r3,r4,1 | make r3 from r4
68830001 | xori r3,r4,1 | make r3 from r4
708300ff | andi. r3,r4,255 | make r3 from r4 & 0xff
1c640003 | mulli r3,r4,3 | make r3 from r4
20640005 | subfic r3,r4,5 | make r3 from r4
54831838 | rlwinm r3,r4,3,0,28 | make r3 from r4 >> -3 & 0xfffffff8
5483e8fe | rlwinm r3,r4,29,3,31 | make r3 from r4 >> 3 & 0x1fffffff
5483063e | rlwinm r3,r4,0,24,31 | make r3 from r4 & 0xff
78831f24 | rldicr r3,r4,3,60 | make r3 from r4 >> -3 & 0xfffffffffffffff8
7883e8c2 | rldicl r3,r4,61,3 | make r3 from r4 >> 3 & 0x1fffffffffffffff
78830020 | rldicl r3,r4,0,32 | make r3 from r4 & 0xffffffff
80640008 | lwz r3,8(r4) | load r3 [r4+8] 4 bytes
84640008 | lwzu r3,8(r4) | load r3 [r4+8] 4 bytes moves by 8
88640008 | lbz r3,8(r4) | load r3 [r4+8] 1 bytes
8c640008 | lbzu r3,8(r4) | load r3 [r4+8] 1 bytes moves by 8
a0640008 | lhz r3,8(r4) | load r3 [r4+8] 2 bytes
a8640008 | lha r3,8(r4) | load r3 [r4+8] 2 bytes
e8640008 | ld r3,8(r4) | load r3 [r4+8] 8 bytes
e8640009 | ldu r3,8(r4) | load r3 [r4+8] 8 bytes moves by 8
e864000a | lwa r3,8(r4) | load r3 [r4+8] 4 bytes
7c64282e | lwzx r3,r4,r5 | load r3 [r4+r5<<0+0] 4 bytes
7c6428ae | lbzx r3,r4,r5 | load r3 [r4+r5<<0+0] 1 bytes
7c642a2e | lhzx r3,r4,r5 | load r3 [r4+r5<<0+0] 2 bytes
7c64282a | ldx r3,r4,r5 | load r3 [r4+r5<<0+0] 8 bytes
7c642828 | lwarx r3,r4,r5 | load r3 [r4+r5<<0+0] 4 bytes
7c6428a8 | ldarx r3,r4,r5 | load r3 [r4+r5<<0+0] 8 bytes
90640008 | stw r3,8(r4) | nothing [r4+8] 4 bytes of r3
94640008 | stwu r3,8(r4) | nothing [r4+8] 4 bytes of r3 moves by 8
98640008 | stb r3,8(r4) | nothing [r4+8] 1 bytes of r3
b0640008 | sth r3,8(r4) | nothing [r4+8] 2 bytes of r3
f8640008 | std r3,8(r4) | nothing [r4+8] 8 bytes of r3
f8640009 | stdu r3,8(r4) | nothing [r4+8] 8 bytes of r3 moves by 8
7c64292e | stwx r3,r4,r5 | nothing [r4+r5<<0+0] 4 bytes of r3
7c64292a | stdx r3,r4,r5 | nothing [r4+r5<<0+0] 8 bytes of r3
7c64292d | stwcx. r3,r4,r5 | nothing [r4+r5<<0+0] 4 bytes of r3
7c6429ad | stdcx. r3,r4,r5 | nothing [r4+r5<<0+0] 8 bytes of r3
b8640008 | lmw r3,8(r4) | load [r4+8] 4 bytes and r3 at 0 and r4 at 4 and r5 at 8 and r6 at 12 and r7 at 16 and r8 at 20 and r9 at 24 and r10 at 28 and r11 at 32 and r12 at 36 and r13 at 40 and r14 at 44 and r15 at 48 and r16 at 52 and r17 at 56 and r18 at 60 and r19 at 64 and r20 at 68 and r21 at 72 and r22 at 76 and r23 at 80 and r24 at 84 and r25 at 88 and r26 at 92 and r27 at 96 and r28 at 100 and r29 at 104 and r30 at 108 and r31 at 112
bc640008 | stmw r3,8(r4) | nothing [r4+8] 4 bytes of r3
48000008 | b 0x8 | jump to +8
48000009 | bl 0x8 | call to +8
41820008 | beq 0x8 | branch to +8
4e800020 | blr | jump
4e800420 | bctr | jump
4e800421 | bctrl | call from r12
4e800021 | blrl | call from r12
7c0802a6 | mflr r0 | make r0
7c0803a6 | mtlr r0 | nothing
7c6902a6 | mfctr r3 | make r3
7c6903a6 | mtctr r3 | nothing
7c032000 | cmpw r3,r4 | nothing
7c032040 | cmplw r3,r4 | nothing
2c230000 | cmpdi r3,0 | nothing
28030000 | cmplwi r3,0 | nothing
7c600026 | mfcr r3 | make r3
7c6ff120 | mtcrf 255,r3 | nothing
7c0004ac | hwsync | nothing
4c00012c | isync | nothing
7c6000a6 | mfmsr r3 | make r3
7c64289e | isel r3,r4,r5,eq | make r3 from r4 r5
7c641a14 | add r3,r4,r3 | set r3 [r4+r3<<0+0]
7c801378 | or r0,r4,r2 | make r0 from r4 r2
c8640008 | lfd f3,8(r4) | nothing [r4+8] 8 bytes
d8640008 | stfd f3,8(r4) | nothing [r4+8] 8 bytes
7c0428ac | dcbf r4,r5,0 | nothing [r4+r5<<0+0] 128 bytes
7c0427ec | dcbz r4,r4 | nothing [r4+r4<<0+0] 128 bytes
`},
}
