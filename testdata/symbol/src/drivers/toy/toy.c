/* A module: .text, .init.text, .exit.text and .text.unlikely all begin at zero. */
#include "include/linux/ring.h"

static struct ring toy_ring;
extern int clock_tick(int n);

__attribute__((noinline)) int toy_read(struct ring *r)
{
	int got = ring_pop(r);

	return got + clock_tick(got);
}

__attribute__((noinline, cold)) int toy_complain(int code)
{
	return clock_tick(code) - 1;
}

__attribute__((noinline)) int toy_poll(struct ring *r)
{
	int n = toy_read(r);

	if (__builtin_expect(n < 0, 0))
		return toy_complain(n);
	return n + toy_read(r);
}

__attribute__((section(".init.text"))) int init_module(void)
{
	toy_ring.size = clock_tick(16);
	return toy_poll(&toy_ring);
}

__attribute__((section(".exit.text"))) void cleanup_module(void)
{
	while (toy_ring.tail)
		ring_pop(&toy_ring);
	clock_tick(0);
}

const char toy_modinfo[] __attribute__((section(".modinfo"), used)) = "vermagic=6.1.0-toy SMP mod_unload ";
