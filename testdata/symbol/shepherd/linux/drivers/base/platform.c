#include "include/linux/place.h"

int platform_drv_remove(void)
{
	CALL(platform_drv_remove, 0x34, "blx r3");
	return 0;
}
LENGTH(platform_drv_remove, 0x4c);

void platform_driver_unregister(void)
{
	CALL(platform_driver_unregister, 0x1c, "bl driver_unregister");
}
LENGTH(platform_driver_unregister, 0x20);
