#include "include/linux/ring.h"

extern int toy_poll(struct ring *r);

static __attribute__((noinline)) int check(struct ring *r)
{
	unsigned int i, sum = 0;

	for (i = 0; i < r->size; i++)
		sum |= ring_pop(r);
	return sum;
}

int more_check(struct ring *r)
{
	return check(r) + toy_poll(r);
}
