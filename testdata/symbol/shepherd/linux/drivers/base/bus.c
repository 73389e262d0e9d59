#include "include/linux/place.h"

void bus_remove_driver(void)
{
	CALL(bus_remove_driver, 0x60, "bl driver_detach");
}
LENGTH(bus_remove_driver, 0xd8);
