#include "include/linux/place.h"

void handle_level_irq(void)
{
	CALL(handle_level_irq, 0xdc, "bl handle_irq_event");
}
LENGTH(handle_level_irq, 0x158);
