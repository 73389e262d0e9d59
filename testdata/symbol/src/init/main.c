/* A kernel of a few hundred bytes: enough functions to be looked up. */
#include "include/linux/ring.h"

#ifndef BUILD
#define BUILD "#1"
#endif

const char linux_banner[] __attribute__((section(".rodata"), used)) =
	"Linux version 6.1.0-toy (someone@somewhere) (gcc 12) " BUILD " SMP Thu Jan 1 00:00:00 UTC 1970\n";

extern struct ring console_ring;
extern int worker(struct ring *r, int n);
extern int clock_tick(int n);
extern void die_here(const char *why) __attribute__((noreturn, cold));

/* One of two functions of this name, shorter than the other. */
static __attribute__((noinline)) int helper(int n)
{
	return n * 3 + clock_tick(n);
}

__attribute__((section(".init.text"), noinline)) int setup_early(struct ring *r)
{
	r->head = clock_tick(1);
	return helper(r->head);
}

int start_kernel(struct ring *r)
{
	int n = setup_early(r);

	if (__builtin_expect(n < 0, 0))
		die_here("setup failed");
	n += ring_pop(r);
	return worker(r, n) + helper(n);
}
