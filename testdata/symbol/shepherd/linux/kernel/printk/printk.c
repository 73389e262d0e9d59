#include "include/linux/place.h"
#include "arch/arm/include/asm/irqflags.h"

int vprintk_emit(void)
{
	arch_local_irq_restore();
	asm volatile("cmp r5, #0" : : : "cc"); /* the interrupted one */
	return 0;
}
LENGTH(vprintk_emit, 0x2c0);

int vprintk_default(void)
{
	CALL(vprintk_default, 0x30, "bl vprintk_emit");
	return 0;
}
LENGTH(vprintk_default, 0x38);

int printk(const char *format, ...)
{
	CALL(printk, 0x40, "bl vprintk_func");
	return 0;
}
LENGTH(printk, 0x68);
