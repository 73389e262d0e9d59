#include "include/linux/place.h"

/* r3 is the mapped memory's beginning, r6 the offset in it: the load that failed. */
inlined unsigned char __raw_readb(void)
{
	register unsigned char value asm("r3");

	asm volatile("ldrb %0, [r3, r6]" : "=r" (value) : : "memory");
	return value;
}
