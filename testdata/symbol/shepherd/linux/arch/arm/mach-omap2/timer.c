#include "include/linux/place.h"

int omap2_gp_timer_interrupt(void)
{
	CALL(omap2_gp_timer_interrupt, 0x38, "blx r3");
	return 1;
}
LENGTH(omap2_gp_timer_interrupt, 0x40);
