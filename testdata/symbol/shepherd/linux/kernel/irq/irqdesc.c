#include "include/linux/place.h"

inlined void generic_handle_irq_desc(void)
{
	CALL(generic_handle_irq, 0x34, "blx r3");
}

int generic_handle_irq(void)
{
	generic_handle_irq_desc();
	return 0;
}
LENGTH(generic_handle_irq, 0x44);

int __handle_domain_irq(void)
{
	CALL(__handle_domain_irq, 0x8c, "bl generic_handle_irq");
	return 0;
}
LENGTH(__handle_domain_irq, 0xf8);
