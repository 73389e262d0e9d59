package all

var x86Effects = []effects{
	{"x86_64", 64, `
4883c001 | add $0x1,%rax | set RAX [RAX+1]
0000 | add %al,(%rax) | nothing [RAX+0] 1 bytes of RAX
01f2 | add %esi,%edx | make RDX from RDX RSI
65480305c6a1d37e | add %gs:0x7ed3a1c6(%rip),%rax | make RAX [rip+2127798726] 8 bytes from RAX plus RAX
0200 | add (%rax),%al | make RAX [RAX+0] 1 bytes from RAX
4883e0f8 | and $-0x8,%rax | make RAX from RAX & 0xfffffffffffffff8
3e480fab37 | bts %rsi,%ds:(%rdi) | nothing [RDI+0] 8 bytes of RSI element
e82d1113c6 | call .-0x39eceece | call to -971828942
80fa0a | cmp $0xa,%dl | nothing
4139f0 | cmp %esi,%r8d | nothing
803c1000 | cmpb $0x0,(%rax,%rdx,1) | nothing [RAX+RDX<<0+0] 1 bytes
4983bda000000000 | cmpq $0x0,0xa0(%r13) | nothing [R13+160] 8 bytes
6666666690 | data16 data16 data16 data16 nop | nothing
6690 | data16 nop | nothing
66662e0f1f840000000000 | data32 nopw %cs:(%rax,%rax,1) | nothing
65ff0d2134a373 | decl %gs:0x73a33421(%rip) | nothing [rip+1940075553] 4 bytes
f7ff | idiv %edi | make from RDI loses RAX RDX
69d7fa000000 | imul $0xfa,%edi,%edx | make RDX from RDI
480fafc6 | imul %rsi,%rax | make RAX from RAX RSI
ec | in (%dx),%al | make RAX from RAX RDX
65ff051634a373 | incl %gs:0x73a33416(%rip) | nothing [rip+1940075542] 4 bytes
ff00 | incl (%rax) | nothing [RAX+0] 4 bytes
ff054134a373 | incl 0x73a33441(%rip) | nothing [rip+1940075585] 4 bytes
cc | int3 | jump
e9c0e9ffff | jmp .-0x163b | jump to -5691
75f0 | jne .-0xe | branch to -14
78ee | js .-0x10 | branch to -16
488d1407 | lea (%rdi,%rax,1),%rdx | set RDX [RDI+RAX<<0+0]
488d5360 | lea 0x60(%rbx),%rdx | set RDX [RBX+96]
b8e8030000 | mov $0x3e8,%eax | set RAX [+1000]
65448b05d9d2a273 | mov %gs:0x73a2d2d9(%rip),%r8d | load R08 [rip+1940050649] 4 bytes
48898424204e0000 | mov %rax,0x4e20(%rsp) | nothing [RSP+20000] 8 bytes of RAX
48890c24 | mov %rcx,(%rsp) | nothing [RSP+0] 8 bytes of RCX
4889e5 | mov %rsp,%rbp | set RBP [RSP+0]
498b1c04 | mov (%r12,%rax,1),%rbx | load RBX [R12+RAX<<0+0] 8 bytes
498b06 | mov (%r14),%rax | load RAX [R14+0] 8 bytes
488b4710 | mov 0x10(%rdi),%rax | load RAX [RDI+16] 8 bytes
c6053d4acc0101 | movb $0x1,0x1cc4a3d(%rip) | nothing [rip+30165565] 1 bytes
0fbe33 | movsbl (%rbx),%esi | load RSI [RBX+0] 1 bytes
0fbe0404 | movsbl (%rsp,%rax,1),%eax | load RAX [RSP+RAX<<0+0] 1 bytes
480fbe4301 | movsbq 0x1(%rbx),%rax | load RAX [RBX+1] 1 bytes
4863d2 | movslq %edx,%rdx | make RDX from RDX
400fb6f6 | movzbl %sil,%esi | make RSI from RSI & 0xff
0fb612 | movzbl (%rdx),%edx | load RDX [RDX+0] 1 bytes
0fb68fc1000000 | movzbl 0xc1(%rdi),%ecx | load RCX [RDI+193] 1 bytes
90 | nop | nothing
0f1f4000 | nopl (%rax) | nothing
0f1f440000 | nopl (%rax,%rax,1) | nothing
662e0f1f840000000000 | nopw %cs:(%rax,%rax,1) | nothing
660f1f840000000000 | nopw (%rax,%rax,1) | nothing
83c902 | or $0x2,%ecx | make RCX from RCX
4809c7 | or %rax,%rdi | make RDI from RDI RAX
f390 | pause | nothing
5d | pop %rbp | load RBP [RSP+0] 8 bytes moves by 8
68e82c9548 | push $0x48952ce8 | nothing [RSP-8] 8 bytes moves by -8
55 | push %rbp | nothing [RSP-8] 8 bytes of RBP moves by -8
0f01f9 | rdtscp | make loses RAX RDX RCX
f348ab | rep stos %rax,%es:(%rdi) | make [RDI+0] of RAX loses RDI RCX
c3 | ret | jump [RSP+0] 8 bytes
48c1e220 | shl $0x20,%rdx | make RDX from RDX >> -32 & 0xffffffffffffffff
d3e6 | shl %cl,%esi | make RSI from RSI RCX
c1e903 | shr $0x3,%ecx | make RCX from RCX >> 3 & 0x1fffffff
4881ec284e0000 | sub $0x4e28,%rsp | set RSP [RSP-20008]
3e48832801 | subq $0x1,%ds:(%rax) | nothing [RAX+0] 8 bytes
a801 | test $0x1,%al | nothing from RAX & 0x1
4885c0 | test %rax,%rax | nothing
f6472420 | testb $0x20,0x24(%rdi) | nothing [RDI+36] 1 bytes & 0x20
0f0b | ud2 | jump
3412 | xor $0x12,%al | make RAX from RAX
31d2 | xor %edx,%edx | set RDX [+0]
`},
	{"i386", 32, `
0580e02401 | add $0x124e080,%eax | set EAX [EAX+19193984]
00a0ec7fe000 | add %ah,0xe07fec(%eax) | nothing [EAX+14712812] 1 bytes of EAX
0000 | add %al,(%eax) | nothing [EAX+0] 1 bytes of EAX
01d0 | add %edx,%eax | set EAX [EAX+EDX<<0+0]
0200 | add (%eax),%al | make EAX [EAX+0] 1 bytes from EAX
80e37f | and $0x7f,%bl | make EBX from EBX & 0x7f
e86bc713f5 | call .-0xaec3890 | call to -183253136
fa | cli | nothing
3d5cfeb8d8 | cmp $0xd8b8fe5c,%eax | nothing
39c2 | cmp %eax,%edx | nothing
395df0 | cmp %ebx,-0x10(%ebp) | nothing [EBP-16] 4 bytes of EBX
393b | cmp %edi,(%ebx) | nothing [EBX+0] 4 bytes of EDI
6690 | data16 nop | nothing
48 | dec %eax | set EAX [EAX-1]
64ff0dfc07e8d0 | decl %fs:-0x2f17f804 | nothing [fs-790099972] 4 bytes
ec | in (%dx),%al | make EAX from EAX EDX
64ff05fc07e8d0 | incl %fs:-0x2f17f804 | nothing [fs-790099972] 4 bytes
cc | int3 | jump
7fe0 | jg .-0x1e | branch to -30
ebf4 | jmp .-0xa | jump to -10
0f8557ffffff | jne .-0xa3 | branch to -163
78f1 | js .-0xd | branch to -13
3e8d742600 | lea %ds:(%esi,%eiz,1),%esi | set ESI [ESI+0]
8d7600 | lea (%esi),%esi | set ESI [ESI+0]
8d742600 | lea (%esi,%eiz,1),%esi | set ESI [ESI+0]
8d952cffffff | lea -0xd4(%ebp),%edx | set EDX [EBP-212]
c9 | leave | make loses ESP EBP
b932000000 | mov $0x32,%ecx | set ECX [+50]
894dfc | mov %ecx,-0x4(%ebp) | nothing [EBP-4] 4 bytes of ECX
89e5 | mov %esp,%ebp | set EBP [ESP+0]
648b1db8b8e7d0 | mov %fs:-0x2f184748,%ebx | load EBX [fs-790120264] 4 bytes
8b00 | mov (%eax),%eax | load EAX [EAX+0] 4 bytes
8b15408dc5d0 | mov -0x2f3a72c0,%edx | load EDX [-792359616] 4 bytes
8b430c | mov 0xc(%ebx),%eax | load EAX [EBX+12] 4 bytes
c745fc00000000 | movl $0x0,-0x4(%ebp) | nothing [EBP-4] 4 bytes
0fb680c1010000 | movzbl 0x1c1(%eax),%eax | load EAX [EAX+449] 1 bytes
90 | nop | nothing
0dfc07e8c5 | or $0xc5e807fc,%eax | make EAX from EAX
f390 | pause | nothing
5f | pop %edi | load EDI [ESP+0] 4 bytes moves by 4
6822010000 | push $0x122 | nothing [ESP-4] 4 bytes moves by -4
55 | push %ebp | nothing [ESP-4] 4 bytes of EBP moves by -4
f2ae | repn scas %es:(%edi),%al | make [EDI+0] loses EDI ECX
c3 | ret | jump [ESP+0] 4 bytes
c1e902 | shr $0x2,%ecx | make ECX from ECX >> 2 & 0x3fffffff
2900 | sub %eax,(%eax) | nothing [EAX+0] 4 bytes of EAX
29c8 | sub %ecx,%eax | make EAX from EAX ECX
85c0 | test %eax,%eax | nothing
0f0b | ud2 | jump
3412 | xor $0x12,%al | make EAX from EAX
31c9 | xor %ecx,%ecx | set ECX [+0]
`},
}
