#include "include/linux/place.h"
#include "arch/arm/include/asm/io.h"

void *pru_shared_mem_io;

/* Takes away what the timer's callback still reads, then says so. */
void mem_interface_exit(void)
{
	pru_shared_mem_io = 0;
	CALL(mem_interface_exit, 0x68, "bl printk");
}
LENGTH(mem_interface_exit, 0x70);

inlined unsigned char unread(void)
{
	asm volatile("ldr r3, [r4]" : : : "r3", "memory");
	return __raw_readb();
}

/* From 0x18 on these are the instructions of the log's "Code:" line. */
unsigned char pru0_comm_receive_msg(void *msg)
{
	asm volatile("" : : : "r4", "r5", "r6", "r7");
	PLACE(pru0_comm_receive_msg, 0x14, "movw r4, #:lower16:pru_shared_mem_io\n\t"
	      "movt r4, #:upper16:pru_shared_mem_io\n\tmovw r6, #449\n\tmov r5, r0");
	return unread();
}
LENGTH(pru0_comm_receive_msg, 0x94);
