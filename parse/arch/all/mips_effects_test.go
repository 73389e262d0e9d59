package all

var mipsEffects = []effects{
	{"mips", 64, `
24a5ffff | addiu a1,a1,-1 | set a1 [a1-1]
27bdfff8 | addiu sp,sp,-8 | set sp [sp-8]
24420003 | addiu v0,v0,3 | set v0 [v0+3]
00621021 | addu v0,v1,v0 | set v0 [v1+v0<<0+0]
304200ff | andi v0,v0,0xff | make v0 from v0 & 0xff
30630080 | andi v1,v1,0x80 | make v1 from v1 & 0x80
10000004 | b 0xffffffffc0002ef4 | jump to +20
10430003 | beq v0,v1,0xc00b5134 | branch to +16
10400007 | beqz v0,0x8291aaa4 | branch to +32
14a0fffc | bnez a1,0xffffffffc000b120 | branch to -12
1460fffe | bnez v1,0x8291aa90 | branch to -4
000c000d | break 0xc | jump
67bdfff0 | daddiu sp,sp,-16 | set sp [sp-16]
64636f20 | daddiu v1,v1,28448 | set v1 [v1+28448]
0085202d | daddu a0,a0,a1 | set a0 [a0+a1<<0+0]
02a2102d | daddu v0,s5,v0 | set v0 [s5+v0<<0+0]
000528f8 | dsll a1,a1,0x3 | make a1 from a1 >> -3 & 0xfffffffffffffff8
80820000 | lb v0,0(a0) | load v0 [a0+0] 1 bytes
80430001 | lb v1,1(v0) | load v1 [v0+1] 1 bytes
908201c1 | lbu v0,449(a0) | load v0 [a0+449] 1 bytes
dc440000 | ld a0,0(v0) | load a0 [v0+0] 8 bytes
dfc500b8 | ld a1,184(fp) | load a1 [fp+184] 8 bytes
dfb00000 | ld s0,0(sp) | load s0 [sp+0] 8 bytes
dc820000 | ld v0,0(a0) | load v0 [a0+0] 8 bytes
95df0028 | lhu ra,40(t2) | load ra [t2+40] 2 bytes
948201c2 | lhu v0,450(a0) | load v0 [a0+450] 2 bytes
24050004 | li a1,4 | set a1 [+4]
240300a5 | li v1,165 | set v1 [+165]
8c82005c | lw v0,92(a0) | load v0 [a0+92] 4 bytes
8c830090 | lw v1,144(a0) | load v1 [a0+144] 4 bytes
9fc20028 | lwu v0,40(fp) | load v0 [fp+40] 4 bytes
03e00825 | move at,ra | set at [ra+0]
00006025 | move t0,zero | set t0 [+0]
00801025 | move v0,a0 | set v0 [a0+0]
00001025 | move v0,zero | set v0 [+0]
00000000 | nop | nothing
ffbf0008 | sd ra,8(sp) | nothing [sp+8] 8 bytes of ra
ffb10010 | sd s1,16(sp) | nothing [sp+16] 8 bytes of s1
00021000 | sll v0,v0,0x0 | make v0 from v0 & 0xffffffff
afbf0014 | sw ra,20(sp) | nothing [sp+20] 4 bytes of ra
00852026 | xor a0,a0,a1 | make a0 from a0 a1
00821026 | xor v0,a0,v0 | make v0 from a0 v0
`},
	{"mips", 32, `
00642820 | add $5, $3, $4 | set a1 [v1+a0<<0+0]
00640020 | add $zero, $3, $4 | nothing
219dad44 | addi $sp, $12, -21180 | set sp [t4-21180]
21e0b96c | addi $zero, $15, -18068 | nothing
24d276a2 | addiu $18, $6, 30370 | set s2 [a2+30370]
00642821 | addu $5, $3, $4 | set a1 [v1+a0<<0+0]
00640021 | addu $zero, $3, $4 | nothing
00642824 | and $5, $3, $4 | make a1 from v1 a0
00640024 | and $zero, $3, $4 | nothing
3165ccf4 | andi $5, $11, 52468 | make a1 from t3 & 0xccf4
11a28c48 | beq $13, $2, -118492 | branch to -118492
512bce7a | beql $9, $11, -50708 | branch to -50708
500144da | beql $zero, $1, 70508 | branch to +70508
04610008 | bgez $3, 36 | branch to +36
04710008 | bgezal $3, 36 | call to +36
04730008 | bgezall $3, 36 | call to +36
04630008 | bgezl $3, 36 | branch to +36
04600008 | bltz $3, 36 | branch to +36
04700008 | bltzal $3, 36 | call to +36
04720008 | bltzall $3, 36 | call to +36
04620008 | bltzl $3, 36 | branch to +36
17719124 | bne $27, $17, -113516 | branch to -113516
54363da4 | bnel $1, $22, 63124 | branch to +63124
0064000d | break 100 | jump
0064280d | break 100, 160 | jump
bcdbb971 | cache 27, -18063($6) | nothing [a2-18063] 64 bytes
70642821 | clo $5, $3 | make a1 from v1 a0
70642820 | clz $5, $3 | make a1 from v1 a0
0064282c | dadd $5, $3, $4 | set a1 [v1+a0<<0+0]
0064002c | dadd $zero, $3, $4 | nothing
63a5aeb3 | daddi $5, $sp, -20813 | set a1 [sp-20813]
65856a9d | daddiu $5, $12, 27293 | set a1 [t4+27293]
0064282d | daddu $5, $3, $4 | set a1 [v1+a0<<0+0]
0064002d | daddu $zero, $3, $4 | nothing
70642825 | dclo $5, $3 | make a1 from v1 a0
70642824 | dclz $5, $3 | make a1 from v1 a0
0064001e | ddiv $zero, $3, $4 | nothing
0064001f | ddivu $zero, $3, $4 | nothing
4200001f | deret | nothing
7f9f0003 | dext $ra, $gp, 0, 1 | make ra from gp & 0x1
41646000 | di $4 | nothing
7e2b94c5 | dins $11, $17, 19, 32 | make t3 from s1 t3
0064001a | div $zero, $3, $4 | nothing
0064001b | divu $zero, $3, $4 | nothing
40246000 | dmfc0 $4, $12, 0 | make a0
40a46000 | dmtc0 $4, $12, 0 | nothing
0064001c | dmult $3, $4 | nothing
0064001d | dmultu $3, $4 | nothing
000429b8 | dsll $5, $4, 6 | make a1 from a0 >> -6 & 0xffffffffffffffc0
000429bc | dsll32 $5, $4, 6 | make a1 from a0 >> -38 & 0xffffffc000000000
00642814 | dsllv $5, $4, $3 | make a1 from a0 v1
00640014 | dsllv $zero, $4, $3 | nothing
000429bb | dsra $5, $4, 6 | make a1 from a0
000429bf | dsra32 $5, $4, 6 | make a1 from a0
00642817 | dsrav $5, $4, $3 | make a1 from a0 v1
00640017 | dsrav $zero, $4, $3 | nothing
000429ba | dsrl $5, $4, 6 | make a1 from a0 >> 6 & 0x3ffffffffffffff
000429be | dsrl32 $5, $4, 6 | make a1 from a0 >> 38 & 0x3ffffff
00642816 | dsrlv $5, $4, $3 | make a1 from a0 v1
00640016 | dsrlv $zero, $4, $3 | nothing
0064282e | dsub $5, $3, $4 | make a1 from v1 a0
0064002e | dsub $zero, $3, $4 | nothing
0064282f | dsubu $5, $3, $4 | set a1 [v1-a0<<0+0]
0064002f | dsubu $zero, $3, $4 | nothing
42000018 | eret | nothing
7c642880 | ext $4, $3, 2, 6 | make a0 from v1 >> 2 & 0x3f
7c642884 | ins $4, $3, 2, 4 | make a0 from v1 a0
0bf946a1 | j 266672772 | jump
0fed8189 | jal 263587364 | call
00602809 | jalr $5, $3 | call from v1
80e732f1 | lb $7, 13041($7) | load a3 [a3+13041] 1 bytes
90c3d2b9 | lbu $3, -11591($6) | load v1 [a2-11591] 1 bytes
dd1f0b57 | ld $ra, 2903($8) | load ra [t0+2903] 8 bytes
d7c15b7d | ldc1 $f1, 23421($fp) | nothing [fp+23421] 8 bytes
d5bf2b9f | ldc1 $f31, 11167($13) | nothing [t5+11167] 8 bytes
6b36a216 | ldl $22, -24042($25) | load s6 [t9-24042] 8 bytes maybe
6dcde6af | ldr $13, -6481($14) | load t5 [t6-6481] 8 bytes maybe
870ad307 | lh $10, -11513($24) | load t2 [t8-11513] 2 bytes
96f43abf | lhu $20, 15039($23) | load s4 [s7+15039] 2 bytes
c00200d0 | ll $2, 208($zero) | load v0 [+208] 4 bytes
c1bdf697 | ll $sp, -2409($13) | load sp [t5-2409] 4 bytes
d3104d06 | lld $16, 19718($24) | load s0 [t8+19718] 8 bytes
8c0f9958 | lw $15, -26280($zero) | load t7 [-26280] 4 bytes
8c32b025 | lw $18, -20443($1) | load s2 [at-20443] 4 bytes
c71f191b | lwc1 $f31, 6427($24) | nothing [t8+6427] 4 bytes
8b049739 | lwl $4, -26823($24) | load a0 [t8-26823] 4 bytes maybe
99aa375d | lwr $10, 14173($13) | load t2 [t5+14173] 4 bytes maybe
9fd7f246 | lwu $23, -3514($fp) | load s7 [fp-3514] 4 bytes
40046000 | mfc0 $4, $12, 0 | make a0
00602821 | move $5, $3 | set a1 [v1+0]
0064280b | movn $5, $3, $4 | make a1 from v1 a1 maybe
0064000b | movn $zero, $3, $4 | nothing
0064280a | movz $5, $3, $4 | make a1 from v1 a1 maybe
0064000a | movz $zero, $3, $4 | nothing
40846000 | mtc0 $4, $12, 0 | nothing
70642802 | mul $5, $3, $4 | make a1 from v1 a0
00640018 | mult $3, $4 | nothing
00640019 | multu $3, $4 | nothing
00642827 | nor $5, $3, $4 | make a1 from v1 a0
00640027 | nor $zero, $3, $4 | nothing
00602827 | not $5, $3 | make a1 from v1
00642825 | or $5, $3, $4 | make a1 from v1 a0
00640025 | or $zero, $3, $4 | nothing
365a9e0b | ori $26, $18, 40459 | make k0 from s2
cf23018e | pref 3, 398($25) | nothing [t9+398] 64 bytes
a3d9602a | sb $25, 24618($fp) | nothing [fp+24618] 1 bytes of t9
e078aa3d | sc $24, -21955($3) | nothing [v1-21955] 4 bytes of t8 loses t8
f00ab2e4 | scd $10, -19740($zero) | nothing [-19740] 8 bytes of t2 loses t2
f35f5f88 | scd $ra, 24456($26) | nothing [k0+24456] 8 bytes of ra loses ra
fddbd2cb | sd $27, -11573($14) | nothing [t6-11573] 8 bytes of k1
f6208d89 | sdc1 $f0, -29303($17) | nothing [s1-29303] 8 bytes
f44bfe6e | sdc1 $f11, -402($2) | nothing [v0-402] 8 bytes
b2f9e357 | sdl $25, -7337($23) | nothing [s7-7337] 8 bytes of t9
b4d4ef0e | sdr $20, -4338($6) | nothing [a2-4338] 8 bytes of s4
b6006991 | sdr $zero, 27025($16) | nothing [s0+27025] 8 bytes
a6c50d7f | sh $5, 3455($22) | nothing [s6+3455] 2 bytes of a1
00042980 | sll $5, $4, 6 | make a1 from a0 >> -6 & 0xffffffc0
00642804 | sllv $5, $4, $3 | make a1 from a0 v1
00640004 | sllv $zero, $4, $3 | nothing
0064282a | slt $5, $3, $4 | make a1 from v1 a0
0064002a | slt $zero, $3, $4 | nothing
2bb3e699 | slti $19, $sp, -6503 | make s3 from sp
2a60f60c | slti $zero, $19, -2548 | nothing
2f75c0c4 | sltiu $21, $27, -16188 | make s5 from k1
2e608315 | sltiu $zero, $19, -31979 | nothing
0064282b | sltu $5, $3, $4 | make a1 from v1 a0
0064002b | sltu $zero, $3, $4 | nothing
00042983 | sra $5, $4, 6 | make a1 from a0
00642807 | srav $5, $4, $3 | make a1 from a0 v1
00640007 | srav $zero, $4, $3 | nothing
00042982 | srl $5, $4, 6 | make a1 from a0 >> 6 & 0x3ffffff
00642806 | srlv $5, $4, $3 | make a1 from a0 v1
00640006 | srlv $zero, $4, $3 | nothing
00642822 | sub $5, $3, $4 | make a1 from v1 a0
00640022 | sub $zero, $3, $4 | nothing
00642823 | subu $5, $3, $4 | set a1 [v1-a0<<0+0]
00640023 | subu $zero, $3, $4 | nothing
afb1afc7 | sw $17, -20537($sp) | nothing [sp-20537] 4 bytes of s1
e45dfb22 | swc1 $f29, -1246($2) | nothing [v0-1246] 4 bytes
a9f09ccb | swl $16, -25397($15) | nothing [t7-25397] 4 bytes of s0
a81f7d5f | swl $ra, 32095($zero) | nothing [+32095] 4 bytes of ra
bb1084d8 | swr $16, -31528($24) | nothing [t8-31528] 4 bytes of s0
0004298f | sync 6 | nothing
0064280f | sync | nothing
047f0008 | synci 8($3) | nothing
00640034 | teq $3, $4 | nothing
00642834 | teq $3, $4, 160 | nothing
000429b4 | teq $zero, $4, 166 | nothing
046c0008 | teqi $3, 8 | nothing
00640030 | tge $3, $4 | nothing
00642830 | tge $3, $4, 160 | nothing
000429b0 | tge $zero, $4, 166 | nothing
04680008 | tgei $3, 8 | nothing
04690008 | tgeiu $3, 8 | nothing
00640031 | tgeu $3, $4 | nothing
00642831 | tgeu $3, $4, 160 | nothing
000429b1 | tgeu $zero, $4, 166 | nothing
42000008 | tlbp | nothing
42000001 | tlbr | nothing
42000002 | tlbwi | nothing
42000006 | tlbwr | nothing
00640032 | tlt $3, $4 | nothing
00642832 | tlt $3, $4, 160 | nothing
000429b2 | tlt $zero, $4, 166 | nothing
046a0008 | tlti $3, 8 | nothing
046b0008 | tltiu $3, 8 | nothing
00640033 | tltu $3, $4 | nothing
00642833 | tltu $3, $4, 160 | nothing
000429b3 | tltu $zero, $4, 166 | nothing
00640036 | tne $3, $4 | nothing
00642836 | tne $3, $4, 160 | nothing
000429b6 | tne $zero, $4, 166 | nothing
046e0008 | tnei $3, 8 | nothing
00642826 | xor $5, $3, $4 | make a1 from v1 a0
00640026 | xor $zero, $3, $4 | nothing
38915618 | xori $17, $4, 22040 | make s1 from a0
`},
}
