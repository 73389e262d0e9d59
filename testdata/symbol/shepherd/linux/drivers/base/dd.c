#include "include/linux/place.h"

inlined void __device_release_driver(void)
{
	CALL(device_release_driver_internal, 0x18c, "blx r3");
}

void device_release_driver_internal(void)
{
	__device_release_driver();
}
LENGTH(device_release_driver_internal, 0x234);

void driver_detach(void)
{
	CALL(driver_detach, 0x6c, "bl device_release_driver_internal");
}
LENGTH(driver_detach, 0xa0);
