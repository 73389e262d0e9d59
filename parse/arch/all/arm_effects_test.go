package all

var armEffects = []effects{
	{"arm", 32, `
e2800001 | add r0, r0, #1 | set r0 [r0+1]
e28dd004 | add sp, sp, #4 | set sp [sp+4]
e2000c01 | and r0, r0, #256 | make r0 from r0 & 0x100
e211c003 | ands ip, r1, #3 | make ip from r1 & 0x3
eb79499f | bl 0xc0e53df8 | call to +31794820
e12fff1e | bx lr | jump from lr
e353000a | cmp r3, #10 | nothing
12345678 | eorsne r5, r4, #120, 12 | make r5 from r4 maybe
e8b15378 | ldm r1!, {r3, r4, r5, r6, r8, r9, ip, lr} | load [r1+0] 32 bytes and r3 at 0 and r4 at 4 and r5 at 8 and r6 at 12 and r8 at 16 and r9 at 20 and ip at 24 and lr at 28 moves by 32
e5900090 | ldr r0, [r0, #144] | load r0 [r0+144] 4 bytes
e7900101 | ldr r0, [r0, r1, lsl #2] | load r0 [r0+r1<<2+0] 4 bytes
e5943000 | ldr r3, [r4] | load r3 [r4+0] 4 bytes
e5d001c1 | ldrb r0, [r0, #449] | load r0 [r0+449] 1 bytes
e5d00000 | ldrb r0, [r0] | load r0 [r0+0] 1 bytes
e7d33006 | ldrb r3, [r3, r6] | load r3 [r3+r6<<0+0] 1 bytes
e19000b3 | ldrh r0, [r0, r3] | load r0 [r0+r3<<0+0] 2 bytes
e3a02048 | mov r2, #72 | set r2 [+72]
e1a0300c | mov r3, ip | set r3 [ip+0]
e1a05000 | mov r5, r0 | set r5 [r0+0]
e34b4f1a | movt r4, #48922 | halve r4 0xbf1a0000 of 0xffff0000
e30031c2 | movw r3, #450 | set r3 [+450]
e320f000 | nop | nothing
f5d1f03c | pld [r1, #60] | nothing
e8bd8010 | pop {r4, pc} | jump [sp+0] 8 bytes moves by 8
e52de004 | push {lr} | nothing [sp-4] 4 bytes of lr moves by -4
e92d4010 | push {r4, lr} | nothing [sp-8] 8 bytes moves by -8
e5832028 | str r2, [r3, #40] | nothing [r3+40] 4 bytes of r2
15cc1000 | strbne r1, [ip] | nothing [ip+0] 1 bytes of r1 maybe
e24dd0d0 | sub sp, sp, #208 | set sp [sp-208]
e7fddef0 | udf #56800 | jump
`},
	{"arm", 32, `
eb48 003b | adc.w r0, r8, r11, rrx | make r0 from fp r8
eb45 0304 | adc.w r3, r5, r4 | make r3 from r4 r5
eb45 6493 | adc.w r4, r5, r3, lsr #26 | make r4 from r3 r5
eb55 0304 | adcs.w r3, r5, r4 | make r3 from r4 r5
eb50 4dcb | adcs.w sp, r0, r11, lsl #19 | make sp from fp r0
eb05 0304 | add.w r3, r5, r4 | set r3 [r5+r4<<0+0]
eb04 459b | add.w r5, r4, r11, lsr #18 | make r5 from fp r4
eb10 60c5 | adds.w r0, r0, r5, lsl #27 | set r0 [r0+r5<<27+0]
eb15 0304 | adds.w r3, r5, r4 | set r3 [r5+r4<<0+0]
f402 0af9 | and r10, r2, #8159232 | make r10 from r2
ea00 6eb8 | and.w lr, r0, r8, ror #26 | make lr from r8 r0
ea05 0304 | and.w r3, r5, r4 | make r3 from r4 r5
ea10 1e7b | ands.w lr, r0, r11, ror #5 | make lr from fp r0
ea15 0304 | ands.w r3, r5, r4 | make r3 from r4 r5
f4e8 96a6 | b.w #-15823540 | jump to -15823536
f033 b9f9 | b.w #209906 | jump to +209910
f2be 88b4 | bge.w #778600 | branch to +778604
ea20 7ae5 | bic.w r10, r0, r5, asr #31 | make r10 from r5 r0
ea25 0304 | bic.w r3, r5, r4 | make r3 from r4 r5
f036 6ef9 | bics lr, r6, #130547712 | make lr from r6
ea30 0e5d | bics.w lr, r0, sp, lsr #1 | make lr from sp r0
ea35 0304 | bics.w r3, r5, r4 | make r3 from r4 r5
f449 fbc3 | bl #-3893370 | call
f016 fbf8 | bl #92144 | call
f4f6 aafa | blo.w #-39436 | branch to -39432
f0f5 8ffb | blo.w #745462 | branch to +745466
f25f a97d | bls.w #914170 | branch to +914174
f6e0 aaf8 | blt.w #-129552 | branch to -129548
f2c4 a369 | blt.w #280274 | branch to +280278
f4fa e4ec | blx #-7362088 | call
f07c c042 | blx #13090948 | call
f510 80de | bmi.w #-982596 | branch to -982592
f1ea ae9d | bvc.w #961850 | branch to +961854
f59c a6ea | bvs.w #-668204 | branch to -668200
eb15 0f04 | cmn.w r5, r4 | nothing
ebb5 0f04 | cmp.w r5, r4 | nothing
ebb7 0f33 | cmp.w r7, r3, rrx | nothing
f085 0341 | eor r3, r5, #65 | make r3 from r5
ea80 1073 | eor.w r0, r0, r3, ror #5 | make r0 from r3 r0
ea85 0304 | eor.w r3, r5, r4 | make r3 from r4 r5
f095 0341 | eors r3, r5, #65 | make r3 from r5
ea95 0304 | eors.w r3, r5, r4 | make r3 from r4 r5
ea91 7d56 | eors.w sp, r1, r6, lsr #29 | make sp from r6 r1
e8be c9c1 | ldm.w lr!, {r0, r6, r7, r8, r11, lr, pc} | jump [lr+0] 28 bytes moves by 28
e8ba 73e3 | ldm.w r10!, {r0, r1, r5, r6, r7, r8, r9, r12, sp, lr} | load [r10+0] 40 bytes and r0 at 0 and r1 at 4 and r5 at 8 and r6 at 12 and r7 at 16 and r8 at 20 and r9 at 24 and ip at 28 and sp at 32 and lr at 36 moves by 40
e8b6 ad2c | ldm.w r6!, {r2, r3, r5, r8, r10, r11, sp, pc} | jump [r6+0] 32 bytes moves by 32
e91e 6649 | ldmdb lr, {r0, r3, r6, r9, r10, sp, lr} | load [lr-28] 28 bytes and r0 at 0 and r3 at 4 and r6 at 8 and r9 at 12 and r10 at 16 and sp at 20 and lr at 24
e918 fc26 | ldmdb r8, {r1, r2, r5, r10, r11, r12, sp, lr, pc} | jump [r8-36] 36 bytes
e919 64a4 | ldmdb r9, {r2, r5, r7, r10, sp, lr} | load [r9-24] 24 bytes and r2 at 0 and r5 at 4 and r7 at 8 and r10 at 12 and sp at 16 and lr at 20
e919 39e8 | ldmdb r9, {r3, r5, r6, r7, r8, r11, r12, sp} | load [r9-32] 32 bytes and r3 at 0 and r5 at 4 and r6 at 8 and r7 at 12 and r8 at 16 and fp at 20 and ip at 24 and sp at 28
f85f 2f1b | ldr.w r2, [pc, #-3867] | load r2 [pc-3867] 4 bytes
f858 8017 | ldr.w r8, [r8, r7, lsl #1] | load r8 [r8+r7<<1+0] 4 bytes
f893 04a8 | ldrb.w r0, [r3, #1192] | load r0 [r3+1192] 1 bytes
f89f 5c59 | ldrb.w r5, [pc, #3161] | load r5 [pc+3161] 1 bytes
e8f5 28cc | ldrd r2, r8, [r5], #816 | load r2 [r5+0] 8 bytes and r8 at 4 moves by 816
e874 3121 | ldrd r3, r1, [r4], #-132 | load r3 [r4+0] 8 bytes and r1 at 4 moves by -132
e95f 7acf | ldrd r7, r10, [pc, #-828] | load r7 [pc-828] 8 bytes and r10 at 4
f8b6 c2dc | ldrh.w r12, [r6, #732] | load ip [r6+732] 2 bytes
f919 bd9c | ldrsb r11, [r9, #-156]! | load fp [r9-156] 1 bytes moves by -156
f995 993d | ldrsb.w r9, [r5, #2365] | load r9 [r5+2365] 1 bytes
f9b6 3341 | ldrsh.w r3, [r6, #833] | load r3 [r6+833] 2 bytes
ea5f 0304 | movs.w r3, r4 | set r3 [r4+0]
f242 7eeb | movw lr, #10219 | set lr [+10219]
f06f 0341 | mvn r3, #65 | set r3 [+4294967230]
ea6f 0304 | mvn.w r3, r4 | make r3 from r4
f07f 0341 | mvns r3, #65 | set r3 [+4294967230]
ea7f 0304 | mvns.w r3, r4 | make r3 from r4
ea65 0304 | orn r3, r5, r4 | make r3 from r4 r5
ea60 46b0 | orn r6, r0, r0, ror #18 | make r6 from r0
ea70 1b4d | orns r11, r0, sp, lsl #5 | make fp from sp r0
ea75 0304 | orns r3, r5, r4 | make r3 from r4 r5
f44c 5b47 | orr r11, r12, #12736 | make fp from ip
ea4e 37e8 | orr.w r7, lr, r8, asr #15 | make r7 from r8 lr
f812 fc04 | pld [r2, #-4] | nothing
f898 f18f | pld [r8, #399] | nothing
e8bd 9ec2 | pop.w {r1, r6, r7, r9, r10, r11, r12, pc} | jump [sp+0] 32 bytes moves by 32
ebc2 0319 | rsb r3, r2, r9, lsr #32 | make r3 from r9 r2
ebc5 0304 | rsb r3, r5, r4 | make r3 from r4 r5
f1c6 1ceb | rsb.w r12, r6, #15401195 | make ip from r6
ebd5 0304 | rsbs r3, r5, r4 | make r3 from r4 r5
ebd0 48e9 | rsbs r8, r0, r9, asr #19 | make r8 from r9 r0
eb65 0304 | sbc.w r3, r5, r4 | make r3 from r4 r5
eb60 25ea | sbc.w r5, r0, r10, asr #11 | make r5 from r10 r0
eb70 0b33 | sbcs.w r11, r0, r3, rrx | make fp from r3 r0
eb70 52c5 | sbcs.w r2, r0, r5, lsl #23 | make r2 from r5 r0
eb75 0304 | sbcs.w r3, r5, r4 | make r3 from r4 r5
e88c 1405 | stm.w r12, {r0, r2, r10, r12} | nothing [ip+0] 16 bytes
e884 0e2b | stm.w r4, {r0, r1, r3, r5, r9, r10, r11} | nothing [r4+0] 28 bytes
e884 4fbc | stm.w r4, {r2, r3, r4, r5, r7, r8, r9, r10, r11, lr} | nothing [r4+0] 40 bytes
e902 1a5c | stmdb r2, {r2, r3, r4, r6, r9, r11, r12} | nothing [r2-28] 28 bytes
e925 10ff | stmdb r5!, {r0, r1, r2, r3, r4, r5, r6, r7, r12} | nothing [r5-36] 36 bytes moves by -36
f843 2914 | str r2, [r3], #-20 | nothing [r3+0] 4 bytes of r2 moves by -20
f843 2021 | str.w r2, [r3, r1, lsl #2] | nothing [r3+r1<<2+0] 4 bytes of r2
f8c2 5ced | str.w r5, [r2, #3309] | nothing [r2+3309] 4 bytes of r5
e8e8 ad84 | strd r10, sp, [r8], #528 | nothing [r8+0] 8 bytes of r10 moves by 528
e8ef 9563 | strd r9, r5, [pc], #396 | nothing [pc+0] 8 bytes of r9 moves by 396
e847 3b8b | strex r11, r3, [r7, #556] | nothing [r7+556] 4 bytes of r3 loses fp
f8a0 96c1 | strh.w r9, [r0, #1729] | nothing [r0+1729] 2 bytes of r9
eba0 60f7 | sub.w r0, r0, r7, ror #27 | make r0 from r7 r0
eba5 0304 | sub.w r3, r5, r4 | set r3 [r5-r4<<0+0]
ebb5 0304 | subs.w r3, r5, r4 | set r3 [r5-r4<<0+0]
ebb0 7577 | subs.w r5, r0, r7, ror #29 | make r5 from r7 r0
ea95 0f04 | teq.w r5, r4 | nothing
ea1e 0f1e | tst.w lr, lr, lsr #32 | nothing
ea15 0f04 | tst.w r5, r4 | nothing
f7f7 a658 | udf.w #30296 | jump
`},
	{"arm64", 64, `
910043ff | add sp, sp, #0x10 | set sp [sp+16]
91002020 | add x0, x1, #0x8 | set x0 [x1+8]
8b030283 | add x3, x20, x3 | set x3 [x20+x3<<0+0]
d50323bf | autiasp | nothing
54ffff84 | b.mi .-0x10 | branch to -16
97d22f8b | bl .-0xb741d4 | call to -12009940
d4210000 | brk #0x800 | jump
eb0201df | cmp x14, x2 | nothing
88dffc00 | ldar w0, [x0] | load x0 [x0+0] 4 bytes
a940342c | ldp x12, x13, [x1] | load x12 [x1+0] 16 bytes and x13 at 8
a8c12027 | ldp x7, x8, [x1], #16 | load x7 [x1+0] 16 bytes and x8 at 8 moves by 16
b9409001 | ldr w1, [x0, #144] | load x1 [x0+144] 4 bytes
f8617800 | ldr x0, [x0, x1, lsl #3] | load x0 [x0+x1<<3+0] 8 bytes
f9400000 | ldr x0, [x0] | load x0 [x0+0] 8 bytes
f864d8c4 | ldr x4, [x6, w4, sxtw #3] | make x4 8 bytes from x6 element
f8626ae8 | ldr x8, [x23, x2] | load x8 [x23+x2<<0+0] 8 bytes
39470400 | ldrb w0, [x0, #449] | load x0 [x0+449] 1 bytes
79405267 | ldrh w7, [x19, #40] | load x7 [x19+40] 2 bytes
52800082 | mov w2, #0x4 | set x2 [+4]
aa1303e0 | mov x0, x19 | set x0 [x19+0]
910003fd | mov x29, sp | set x29 [sp+0]
728fc8b0 | movk w16, #0x7e45 | halve x16 0x7e45 of 0xffff
72b2a8f0 | movk w16, #0x9547, lsl #16 | halve x16 0x95470000 of 0xffff0000
d503201f | nop | nothing
d503233f | paciasp | nothing
d65f03c0 | ret | jump
dac00cc6 | rev x6, x6 | make x6 from x6
a9bf7bfd | stp x29, x30, [sp, #-16]! | nothing [sp-16] 16 bytes of x29 moves by -16
a88120c7 | stp x7, x8, [x6], #16 | nothing [x6+0] 16 bytes of x7 moves by 16
b9002822 | str w2, [x1, #40] | nothing [x1+40] 4 bytes of x2
f9000020 | str x0, [x1] | nothing [x1+0] 8 bytes of x0
f8246861 | str x1, [x3, x4] | nothing [x3+x4<<0+0] 8 bytes of x1
cb01000e | sub x14, x0, x1 | set x14 [x0-x1<<0+0]
f1020042 | subs x2, x2, #0x80 | set x2 [x2-128]
93407c21 | sxtw x1, w1 | make x1 from x1 & 0xffffffff
d37c0403 | ubfiz x3, x0, #4, #2 | make x3 from x0 >> -4 & 0x30
`},
	{"arm", 32, `
de02 | udf #2 | jump
681b | ldr r3, [r3] | load r3 [r3+0] 4 bytes
5cd3 | ldrb r3, [r2, r3] | load r3 [r2+r3<<0+0] 1 bytes
4770 | bx lr | jump from lr
b510 | push {r4, lr} | nothing [sp-8] 8 bytes moves by -8
bd10 | pop {r4, pc} | jump [sp+0] 8 bytes moves by 8
2209 | movs r2, #9 | set r2 [+9]
4698 | mov r8, r3 | set r8 [r3+0]
d006 | beq.n .+0x10 | branch to +16
e7fe | b.n .+0x0 | jump to +0
b672 | cpsid i | nothing
bf18 | it ne | nothing
b118 | cbz r0, .+0xa | branch to +10
c803 | ldmia r0, {r0, r1} | load [r0+0] 8 bytes and r0 at 0 and r1 at 4
6019 | str r1, [r3] | nothing [r3+0] 4 bytes of r1
7019 | strb r1, [r3] | nothing [r3+0] 1 bytes of r1
8019 | strh r1, [r3] | nothing [r3+0] 2 bytes of r1
7859 | ldrb r1, [r3, #1] | load r1 [r3+1] 1 bytes
8859 | ldrh r1, [r3, #2] | load r1 [r3+2] 2 bytes
9801 | ldr r0, [sp, #4] | load r0 [sp+4] 4 bytes
9001 | str r0, [sp, #4] | nothing [sp+4] 4 bytes of r0
a801 | add r0, sp, #4 | set r0 [sp+4]
b082 | sub sp, #8 | set sp [sp-8]
b002 | add sp, #8 | set sp [sp+8]
4608 | mov r0, r1 | set r0 [r1+0]
1840 | adds r0, r0, r1 | set r0 [r0+r1<<0+0]
1a40 | subs r0, r0, r1 | set r0 [r0-r1<<0+0]
1c48 | adds r0, r1, #1 | set r0 [r1+1]
1e48 | subs r0, r1, #1 | set r0 [r1-1]
3001 | adds r0, #1 | set r0 [r0+1]
3801 | subs r0, #1 | set r0 [r0-1]
4008 | ands r0, r1 | make r0 from r0 r1
4308 | orrs r0, r1 | make r0 from r0 r1
4048 | eors r0, r1 | make r0 from r0 r1
4088 | lsls r0, r1 | make r0 from r0 r1
40c8 | lsrs r0, r1 | make r0 from r0 r1
4108 | asrs r0, r1 | make r0 from r0 r1
4348 | muls r0, r1 | make r0 from r0 r1
43c8 | mvns r0, r1 | make r0 from r1
4248 | negs r0, r1 | make r0 from r1
b2c8 | uxtb r0, r1 | make r0 from r1
b288 | uxth r0, r1 | make r0 from r1
b248 | sxtb r0, r1 | make r0 from r1
b208 | sxth r0, r1 | make r0 from r1
ba08 | rev r0, r1 | make r0 from r1
4780 | blx r0 | call from r0
4700 | bx r0 | jump from r0
447b | add r3, pc | set r3 [r3+pc<<0+0]
4449 | add r1, r9 | set r1 [r1+r9<<0+0]
00c8 | lsls r0, r1, #3 | make r0 from r1 >> -3 & 0xffffffff
08c8 | lsrs r0, r1, #3 | make r0 from r1 >> 3 & 0x1fffffff
10c8 | asrs r0, r1, #3 | make r0 from r1
2800 | cmp r0, #0 | nothing
4288 | cmp r0, r1 | nothing
4208 | tst r0, r1 | nothing
c103 | stmia r1!, {r0, r1} | nothing [r1+0] 8 bytes moves by 8
5088 | str r0, [r1, r2] | nothing [r1+r2<<0+0] 4 bytes of r0
5888 | ldr r0, [r1, r2] | load r0 [r1+r2<<0+0] 4 bytes
5a88 | ldrh r0, [r1, r2] | load r0 [r1+r2<<0+0] 2 bytes
5e88 | ldrsh r0, [r1, r2] | load r0 [r1+r2<<0+0] 2 bytes
5688 | ldrsb r0, [r1, r2] | load r0 [r1+r2<<0+0] 1 bytes
4801 | ldr r0, [pc, #4] | load r0 [pc+4] 4 bytes
bf00 | nop | nothing
b958 | cbnz r0, .+0x1a | branch to +26
`},
	{"arm", 32, `
e0810002 | add r0, r1, r2 | set r0 [r1+r2<<0+0]
e0410002 | sub r0, r1, r2 | set r0 [r1-r2<<0+0]
e0010002 | and r0, r1, r2 | make r0 from r2 r1
e1810002 | orr r0, r1, r2 | make r0 from r2 r1
e0210002 | eor r0, r1, r2 | make r0 from r2 r1
e1c10002 | bic r0, r1, r2 | make r0 from r2 r1
e1e00002 | mvn r0, r2 | make r0 from r2
e1a00102 | lsl r0, r2, #2 | make r0 from r2 >> -2 & 0xffffffff
e1a00122 | lsr r0, r2, #2 | make r0 from r2 >> 2 & 0x3fffffff
e1a00142 | asr r0, r2, #2 | make r0 from r2
e1a00312 | lsl r0, r2, r3 | make r0 from r2 r3
e0910002 | adds r0, r1, r2 | set r0 [r1+r2<<0+0]
e1510002 | cmp r1, r2 | nothing
e1110002 | tst r1, r2 | nothing
e3510001 | cmp r1, #1 | nothing
e3e00000 | mvn r0, #0 | set r0 [+4294967295]
e2610001 | rsb r0, r1, #1 | make r0 from r1
e0000291 | mul r0, r1, r2 | make r0 from r1 r2
e0810392 | umull r0, r1, r2, r3 | make r1 from r2 r3 loses r0
e0c10392 | smull r0, r1, r2, r3 | make r1 from r2 r3 loses r0
e730f211 | udiv r0, r1, r2 | make r0 from r1 r2
e7e70051 | ubfx r0, r1, #0, #8 | make r0 from r1 & 0xff
e7a70051 | sbfx r0, r1, #0, #8 | make r0 from r1
e7c7001f | bfc r0, #0, #8 | make r0 from r0 0x0 of 0xff
e6ef0071 | uxtb r0, r1 | make r0 from r1 & 0xff
e6ff0071 | uxth r0, r1 | make r0 from r1 & 0xffff
e6bf0071 | sxth r0, r1 | make r0 from r1
e16f0f11 | clz r0, r1 | make r0 from r1
e6bf0f31 | rev r0, r1 | make r0 from r1
e1910f9f | ldrex r0, [r1] | load r0 [r1+0] 4 bytes
e1810f92 | strex r0, r2, [r1] | nothing [r1+0] 4 bytes of r2 loses r0
e1010092 | swp r0, r2, [r1] | load r0 [r1+0] 4 bytes
e5910004 | ldr r0, [r1, #4] | load r0 [r1+4] 4 bytes
e5810004 | str r0, [r1, #4] | nothing [r1+4] 4 bytes of r0
e5d10004 | ldrb r0, [r1, #4] | load r0 [r1+4] 1 bytes
e5c10004 | strb r0, [r1, #4] | nothing [r1+4] 1 bytes of r0
e1d100b4 | ldrh r0, [r1, #4] | load r0 [r1+4] 2 bytes
e1c100b4 | strh r0, [r1, #4] | nothing [r1+4] 2 bytes of r0
e1d100d4 | ldrsb r0, [r1, #4] | load r0 [r1+4] 1 bytes
e1d100f4 | ldrsh r0, [r1, #4] | load r0 [r1+4] 2 bytes
e1c100d4 | ldrd r0, [r1, #4] | load r0 [r1+4] 8 bytes and r1 at 4
e1c100f4 | strd r0, [r1, #4] | nothing [r1+4] 8 bytes of r0
e4910004 | ldr r0, [r1], #4 | load r0 [r1+0] 4 bytes moves by 4
e4810004 | str r0, [r1], #4 | nothing [r1+0] 4 bytes of r0 moves by 4
e5b10004 | ldr r0, [r1, #4]! | load r0 [r1+4] 4 bytes moves by 4
e5a10004 | str r0, [r1, #4]! | nothing [r1+4] 4 bytes of r0 moves by 4
e7910002 | ldr r0, [r1, r2] | load r0 [r1+r2<<0+0] 4 bytes
e7910102 | ldr r0, [r1, r2, lsl #2] | load r0 [r1+r2<<2+0] 4 bytes
e7110002 | ldr r0, [r1, -r2] | load r0 [r1-r2<<0+0] 4 bytes
e7810002 | str r0, [r1, r2] | nothing [r1+r2<<0+0] 4 bytes of r0
e8910006 | ldm r1, {r1, r2} | load [r1+0] 8 bytes and r1 at 0 and r2 at 4
e8810006 | stm r1, {r1, r2} | nothing [r1+0] 8 bytes
e9110006 | ldmdb r1, {r1, r2} | load [r1-8] 8 bytes and r1 at 0 and r2 at 4
e8bd8006 | pop {r1, r2, pc} | jump [sp+0] 12 bytes moves by 12
e92d4006 | push {r1, r2, lr} | nothing [sp-12] 12 bytes moves by -12
e12fff31 | blx r1 | call from r1
ea000000 | b .+0x8 | jump to +8
eb000000 | bl .+0x8 | call to +8
0a000000 | beq .+0x8 | branch to +8 maybe
e59f0004 | ldr r0, [pc, #4] | load r0 [pc+4] 4 bytes
e28f0004 | add r0, pc, #4 | set r0 [pc+4]
e10f0000 | mrs r0, apsr | make r0
e121f000 | msr CPSR_c, r0 | nothing
e3a0f000 | mov pc, #0 | jump
ee110f10 | mrc p15, 0, r0, c1, c0, {0} | make r0
ee010f10 | mcr p15, 0, r0, c1, c0, {0} | nothing
edd10b02 | vldr d16, [r1, #8] | nothing [r1+8]
edc10b02 | vstr d16, [r1, #8] | nothing [r1+8]
f57ff04f | dsb sy | nothing
13a00001 | movne r0, #1 | set r0 [+1] maybe
15910004 | ldrne r0, [r1, #4] | load r0 [r1+4] 4 bytes maybe
1afffffe | bne .+0x0 | branch to +0 maybe
`},
}
