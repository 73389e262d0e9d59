#include "arch/arm/include/asm/io.h"
#include "shared_mem.h"

extern void *ioremap(u32 address, u32 size);

struct shared_mem *shared_mem;

__attribute__((section(".init.text"))) int mem_interface_init(u32 address)
{
	shared_mem = ioremap(address, sizeof(*shared_mem));
	return shared_mem ? 0 : -12;
}

/* Takes away what the timer's callback still reads, then says so. */
void mem_interface_exit(void)
{
	shared_mem = 0;
	CALL(mem_interface_exit, 0x68, "bl printk");
}
LENGTH(mem_interface_exit, 0x70);

inlined u8 pru_inbox_id(void)
{
	return readb(&shared_mem->pru_inbox.id);
}

/* From 0x18 on these are the instructions of the log's "Code:" line. */
u8 pru0_comm_receive_msg(struct pru_message *msg)
{
	asm volatile("" : : : "r4", "r5", "r6", "r7");
	PLACE(pru0_comm_receive_msg, 0x14, "movw r4, #:lower16:shared_mem\n\t"
	      "movt r4, #:upper16:shared_mem\n\tmovw r6, #449\n\tmov r5, r0");
	return pru_inbox_id();
}
LENGTH(pru0_comm_receive_msg, 0x94);
