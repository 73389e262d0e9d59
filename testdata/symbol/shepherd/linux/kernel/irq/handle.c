#include "include/linux/place.h"

int __handle_irq_event_percpu(void)
{
	CALL(__handle_irq_event_percpu, 0x6c, "blx r3");
	return 1;
}
LENGTH(__handle_irq_event_percpu, 0x290);

int handle_irq_event_percpu(void)
{
	CALL(handle_irq_event_percpu, 0x40, "bl __handle_irq_event_percpu");
	return 1;
}
LENGTH(handle_irq_event_percpu, 0xa0);

int handle_irq_event(void)
{
	CALL(handle_irq_event, 0x48, "bl handle_irq_event_percpu");
	return 1;
}
LENGTH(handle_irq_event, 0x6c);
