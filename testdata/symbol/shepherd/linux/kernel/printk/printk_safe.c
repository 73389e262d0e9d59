#include "include/linux/place.h"

int vprintk_func(void)
{
	CALL(vprintk_func, 0x104, "bl vprintk_default");
	return 0;
}
LENGTH(vprintk_func, 0x1c0);
