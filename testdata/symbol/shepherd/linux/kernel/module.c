#include "include/linux/place.h"

/* Calls the module's exit function. */
long sys_delete_module(void)
{
	CALL(sys_delete_module, 0x1d4, "blx r3");
	return 0;
}
LENGTH(sys_delete_module, 0x290);
