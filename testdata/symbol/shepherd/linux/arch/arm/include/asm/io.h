#include "include/linux/place.h"

/* The two loads of the panic: r4 is where the pointer lies, r6 the offset of what
 * is read behind it. It is a macro, so that the line is the reader's. */
#define readb(address)                                                                          \
	({                                                                                      \
		register unsigned char value asm("r3");                                         \
		(void)sizeof(*(address));                                                       \
		asm volatile("ldr r3, [r4]\n\tldrb %0, [r3, r6]" : "=r" (value) : : "memory"); \
		value;                                                                          \
	})
