/* Code of x86-64 that a running kernel writes over, one kind after the other. */
	.text
	.globl patched
	.type patched, @function
patched:
	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00	/* ftrace */
plain:	mov $0x1234, %eax
key:	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00	/* a static key that is off */
alternative:
	rdtsc
	nop
	nop
	nop
1:
a_call:	call helper
locked:	lock incl (%rdi)
address:
	mov $helper + 0x1000 - 0x1000, %rdi
per_cpu:
	mov %gs:0x1000(%rip), %rax
	xor %ecx, %ecx
	add %rdx, %rcx
leaves:	ret
	int3
	int3
	int3
	int3
	xor %ecx, %ecx
	.size patched, . - patched
	.globl helper
	.type helper, @function
helper:
	mov %rdi, %rax
	add $0x10, %rax
	ret
	.size helper, . - helper
	.fill 0x2000, 1, 0x90

	.section .altinstructions, "a"
	.long alternative - .
	.long replacement - .
	.word 27		/* X86_FEATURE_RDTSCP */
	.byte 1b - alternative
	.byte replaced - replacement
	.section .altinstr_replacement, "ax"
replacement:
	rdtscp
	.byte 0x66, 0x90
replaced:
