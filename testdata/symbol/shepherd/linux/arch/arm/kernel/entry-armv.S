@ What is interrupted comes here; its handler returns to +0x6c.
	.section .text.__irq_svc, "ax", %progbits
	.type __irq_svc, %function
	.globl __irq_svc
__irq_svc:
	sub	sp, sp, #68
	stmia	sp, {r1 - r12}
	b	1f
	.org	__irq_svc + 0x64
1:	adr	lr, 2f
	ldr	pc, [r1]
2:	ldmia	sp, {r0 - pc}^
	.org	__irq_svc + 0xa8
	.size	__irq_svc, . - __irq_svc
behind___irq_svc:
