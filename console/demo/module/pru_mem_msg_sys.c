#include "include/linux/place.h"

/* The timer's function; the log's stack shows what it saves. Nobody cancels the timer before mem_interface_exit(). */
int coordinator_callback(void *timer)
{
	asm volatile("" : : : "r4", "r5", "r6", "r7", "r8", "r9", "r10"); CALL(coordinator_callback, 0x9c, "bl pru0_comm_receive_msg");
	return 1;
}
LENGTH(coordinator_callback, 0x374);
