#include "include/linux/place.h"

void driver_unregister(void)
{
	CALL(driver_unregister, 0x38, "bl bus_remove_driver");
}
LENGTH(driver_unregister, 0x58);
