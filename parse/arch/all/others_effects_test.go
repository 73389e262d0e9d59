package all

var othersEffects = []effects{
	{"powerpc", 64, `
7d4a3214 | add r10,r10,r6 | set r10 [r10+r6<<0+0]
38630003 | addi r3,r3,3 | set r3 [r3+3]
3d220000 | addis r9,r2,0 | set r9 [r2+0]
4bffffe4 | b 0xc008000000311090 | jump to -28
41820010 | beq 0xc008000000370120 | branch to +16
4c800020 | bgelr | branch
4bffffbd | bl 0xc008000000311110 | call to -68
4e800020 | blr | jump
4180ffec | blt 0xc0080000003104a0 | branch to -20
2c0900a5 | cmpwi r9,165 | nothing
7c6307b4 | extsw r3,r3 | make r3 from r3
886301c1 | lbz r3,449(r3) | load r3 [r3+449] 1 bytes
e9280000 | ld r9,0(r8) | load r9 [r8+0] 8 bytes
a12301c2 | lhz r9,450(r3) | load r9 [r3+450] 2 bytes
38600000 | li r3,0 | set r3 [+0]
8063005c | lwz r3,92(r3) | load r3 [r3+92] 4 bytes
7c0802a6 | mflr r0 | make r0
7c210b78 | mr r1,r1 | set r1 [r1+0]
7cc903a6 | mtctr r6 | nothing
7c0803a6 | mtlr r0 | nothing
60000000 | nop | nothing
60420000 | ori r2,r2,0 | make r2 from r2
78630020 | rldicl r3,r3,0,32 | make r3 from r3 & 0xffffffff
992a6e0e | stb r9,28174(r10) | nothing [r10+28174] 1 bytes of r9
f8e1fff8 | std r7,-8(r1) | nothing [r1-8] 8 bytes of r7
f821ffe1 | stdu r1,-32(r1) | nothing [r1-32] 8 bytes of r1 moves by -32
91490028 | stw r10,40(r9) | nothing [r9+40] 4 bytes of r10
7d2a4851 | subf. r9,r10,r9 | set r9 [r9-r10<<0+0]
21230003 | subfic r9,r3,3 | make r9 from r3
0b090000 | tdi 24,r9,0 | nothing
0fe00000 | trap | nothing
7fe00008 | tw 31,r0,r0 | nothing
`},
	{"riscv", 64, `
0800 | addi s0,sp,16 | set s0 [sp+16]
0141 | addi sp,sp,16 | set sp [sp+16]
2505 | addiw a0,a0,1 | set a0 [a0+1]
9002 | ebreak | jump
b785 | j 0xb482c | jump to -160
4503 0005 | lbu a0,0(a0) | load a0 [a0+0] 1 bytes
3403 a3c4 | ld s0,-1476(s0) | load s0 [s0-1476] 8 bytes
6462 | ld s0,24(sp) | load s0 [sp+24] 8 bytes
4785 | li a5,1 | set a5 [+1]
4d68 | lw a0,92(a0) | load a0 [a0+92] 4 bytes
0013 0000 | nop | nothing
8082 | ret | jump from ra
e422 | sd s0,8(sp) | nothing [sp+8] 8 bytes of s0
b823 009d | sd s1,16(s11) | nothing [s11+16] 8 bytes of s1
c15c | sw a5,4(a0) | nothing [a0+4] 4 bytes of a5
0000 | unimp | jump
`},
	{"s390", 64, `
a72b0001 | aghi %r2,1 | set r2 [r2+1]
e32003b80004 | lg %r2,952 | make r2 to the CPU's own data
e31003b80008 | ag %r1,952 | make r1 plus r1 to the CPU's own data
e31023b80004 | lg %r1,952(%r2) | load r1 [r2+952] 8 bytes
a7ba0001 | ahi %r11,1 | set r11 [r11+1]
07fe | bcr 15,%r14 | jump from r14
c0e5001f51b3 | brasl %r14,0000000000a18980 | call
c0e5ffffeb6c | brasl %r14,0000000000a2a280 | call
c0e5fffff890 | brasl %r14,000003ff7fd02130 | call
c0e5ffda418e | brasl %r14,000003fffef14510 | call
a714fffe | brc 1,000003ff7fd24f4e | branch
a7f4ffa0 | brc 15,000003ffff3cc13a | jump
a7740014 | brc 7,0000000000a15f94 | branch
a7840003 | brc 8,000003ffff3cc20c | branch
c00400009230 | brcl 0,000003ff7e8a76a8 | nothing
ec16000a007c | cgij %r1,0,6,0000000000a2cbd2 | branch
ec16fff90a7c | cgij %r1,10,6,000003ff7ea5d8f2 | branch
ec18000d0a7c | cgij %r1,10,8,000003ff7ea5d906 | branch
ec180004007e | cij %r1,0,8,000003ff7e895244 | branch
ec2100154065 | clgrj %r2,%r1,4,0000000000a15f9a | branch
eb12b0000030 | csg %r1,%r2,0(%r11) | make r1 [r11+0] 8 bytes from r1
41123000 | la %r1,0(%r2,%r3) | set r1 [r3+r2<<0+0]
c02000318883 | larl %r2,0000000000c5f72a | set r2 [+12973866]
c0200031889e | larl %r2,0000000000c5f750 | set r2 [+12973904]
e3f0ffa0ff71 | lay %r15,-96(%r15) | set r15 [r15-96]
e32003400004 | lg %r2,832 | load r2 [+832] 8 bytes
e340f0b80004 | lg %r4,184(%r15) | load r4 [r15+184] 8 bytes
b9140022 | lgfr %r2,%r2 | make r2 from r2
a7190000 | lghi %r1,0 | set r1 [+0]
b90400ef | lgr %r14,%r15 | set r14 [r15+0]
c41800006271 | lgrl %r1,000003ff7ea69df0 | load r1 [+4395876392432] 8 bytes
a7380000 | lhi %r3,0 | set r3 [+0]
e31010000090 | llgc %r1,0(%r1) | load r1 [r1+0] 1 bytes
ebbff0a00004 | lmg %r11,%r15,160(%r15) | load [r15+160] 40 bytes and r11 at 0 and r12 at 8 and r13 at 16 and r14 at 24 and r15 at 32
1852 | lr %r5,%r2 | set r5 [r2+0]
e31030100002 | ltg %r1,16(%r3) | load r1 [r3+16] 8 bytes
1234 | ltr %r3,%r4 | set r3 [r4+0]
e31030010009 | sg %r1,1(%r3) | make r1 [r3+1] 8 bytes from r1
b9090021 | sgr %r2,%r1 | set r2 [r2-r1<<0+0]
b25e0023 | srst %r2,%r3 | make r2 [r3+0] 1 bytes from r2
4254f0a0 | stc %r5,160(%r4,%r15) | nothing [r15+r4<<0+160] 1 bytes of r5
e3e0f0980024 | stg %r14,152(%r15) | nothing [r15+152] 8 bytes of r14
ebbff0700024 | stmg %r11,%r15,112(%r15) | nothing [r15+112] 40 bytes
d7c7f0a0f0a0 | xc 160(200,%r15),160(%r15) | nothing [r15+160] 200 bytes
`},
	{"loongarch", 64, `
02c04076 | addi.d fp, sp, 16 | set s9 [sp+16]
02ffc063 | addi.d sp, sp, -16 | set sp [sp-16]
2a070484 | ld.bu a0, a0, 449 | load a0 [a0+449] 1 bytes
03403c00 | nop | nothing
4c000020 | ret | jump from ra
004081ac | slli.w t0, t1, 0x0 | make t0 from t1 & 0xffffffff
29c02061 | st.d ra, sp, 8 | nothing [sp+8] 8 bytes of ra
`},
}
