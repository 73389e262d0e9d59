// SPDX-License-Identifier: GPL-2.0
/* A lock-free loop out of line, as arm64's for CPUs without atomic instructions
 * (arch/arm64/include/asm/atomic_ll_sc.h): behind the last function of the file. */
typedef unsigned int u32;

struct counter { u32 limit; int value; };
struct session { u32 id; struct counter users; };

static inline __attribute__((always_inline)) void atomic_add(int i, int *v)
{
	int result, failed;

	asm volatile("	b	3f\n"
		     "	.subsection 1\n"
		     "3:	prfm	pstl1strm, %2\n"
		     "1:	ldxr	%w0, %2\n"
		     "	add	%w0, %w0, %w3\n"
		     "	stxr	%w1, %w0, %2\n"
		     "	cbnz	%w1, 1b\n"
		     "	b	4f\n"
		     "	.previous\n"
		     "4:"
		     : "=&r" (result), "=&r" (failed), "+Q" (*v) : "Ir" (i));
}

__attribute__((noinline)) u32 session_get(struct session *s)
{
	atomic_add(1, &s->users.value);
	return s->id;
}

__attribute__((noinline)) u32 last_of_the_file(u32 x)
{
	return x * 3;
}
