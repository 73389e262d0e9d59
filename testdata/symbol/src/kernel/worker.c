#include "include/linux/ring.h"

struct ring console_ring;
int ticks;

__attribute__((noinline)) int clock_tick(int n)
{
	ticks += n;
	return ticks;
}

/* The other helper: longer. */
static __attribute__((noinline)) int helper(int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++)
		sum += clock_tick(i) ^ n;
	return sum;
}

__attribute__((noreturn, cold, noinline)) void die_here(const char *why)
{
	for (;;)
		clock_tick(*why);
}

/* The second parameter is always 7: GCC makes drain.constprop.0 of it. */
static __attribute__((noinline)) int drain(struct ring *r, int keep)
{
	int sum = 0;

	while (r->head - r->tail > keep)
		sum += ring_pop(r);
	return sum;
}

/* The last instruction is the call: the return address lies in the next function. */
__attribute__((noinline)) void give_up(struct ring *r)
{
	r->head = 0;
	die_here("given up");
}

int worker(struct ring *r, int n)
{
	if (!r->slot)
		give_up(r);
	if (__builtin_expect(n > 1000, 0))
		die_here("too many");
	return drain(r, 7) + drain(r, 7) * n + helper(n);
}
