#include "include/linux/ring.h"

extern int toy_poll(struct ring *r);

/* Namesakes in one module, told apart by their sizes. */
static __attribute__((noinline)) int check(struct ring *r)
{
	return r->head != r->tail;
}

int extra_check(struct ring *r)
{
	return check(r) ? toy_poll(r) : 0;
}
