#include "include/linux/place.h"

/* The timer's function. Nobody cancels the timer before mem_interface_exit(). */
int coordinator_callback(void *timer)
{
	CALL(coordinator_callback, 0x9c, "bl pru0_comm_receive_msg");
	return 1;
}
LENGTH(coordinator_callback, 0x374);
