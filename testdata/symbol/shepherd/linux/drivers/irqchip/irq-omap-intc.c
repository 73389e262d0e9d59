#include "include/linux/place.h"

void omap_intc_handle_irq(void)
{
	CALL(omap_intc_handle_irq, 0x44, "bl __handle_domain_irq");
}
LENGTH(omap_intc_handle_irq, 0xa0);
