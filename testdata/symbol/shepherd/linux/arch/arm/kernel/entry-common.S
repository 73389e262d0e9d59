@ System calls return to its first instruction, without having been called from before it.
	.section .text.ret_fast_syscall, "ax", %progbits
	.type ret_fast_syscall, %function
	.globl ret_fast_syscall
ret_fast_syscall:
	str	r0, [sp, #8]
	cpsid	i
	ldmia	sp, {r0 - r12, lr}^
	movs	pc, lr
	.org	ret_fast_syscall + 0x54
	.size	ret_fast_syscall, . - ret_fast_syscall
behind_ret_fast_syscall:
