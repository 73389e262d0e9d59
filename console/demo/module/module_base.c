#include "include/linux/place.h"

#define INFO(name, text) \
	static const char name[] __attribute__((section(".modinfo"), used, aligned(1))) = text

INFO(license, "license=GPL");
INFO(module_name, "name=shepherd");
INFO(vermagic, "vermagic=4.19.94-ti-r73 SMP preempt mod_unload modversions ARMv7 p2v8 ");

int shepherd_drv_remove(void *device)
{
	CALL(shepherd_drv_remove, 0x24, "bl mem_interface_exit");
	return 0;
}
LENGTH(shepherd_drv_remove, 0x84);

/* The last of the code: kallsyms lets it reach to the end of the page. */
__attribute__((section(".exit.text"))) void shepherd_driver_exit(void)
{
	CALL(shepherd_driver_exit, 0x18, "bl platform_driver_unregister");
}

void cleanup_module(void) __attribute__((alias("shepherd_driver_exit")));
