// SPDX-License-Identifier: GPL-2.0
/* Rows of structures that have arrays in them: an index that is not known is of the one or of
 * the other, and what it is multiplied by tells. */
typedef unsigned int u32;
typedef unsigned long long u64;
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define noinline __attribute__((noinline))

struct meter { u64 rx, tx; u32 errors[4]; u32 last; unsigned short lo, hi; };
struct odd { u32 first; u32 each[3]; u32 last; };

noinline u32 row_last(struct meter *s, long i)
{
	return READ_ONCE(s[i].last) + 1;
}

noinline u32 row_odd(struct odd *s, long i)
{
	return READ_ONCE(s[i].last) + 1;
}

noinline u32 row_first(struct odd *s, long i)
{
	return READ_ONCE(s[i].first) + 1;
}

noinline u32 row_next(struct odd *s, long i)
{
	return READ_ONCE(s[i + 1].last) + 1;
}

noinline u32 in_each(struct odd *s, long i)
{
	return READ_ONCE(s->each[i]) + 1;
}

noinline u32 in_errors(struct meter *s, long i)
{
	return READ_ONCE(s->errors[i + 3]) + 1;
}

static struct meter meters[4];
static struct odd odds[4];

noinline u32 both(long i, long j)
{
	return READ_ONCE(meters[i].errors[j]) + 1;
}

noinline u32 both_odd(long i, long j)
{
	return READ_ONCE(odds[i].each[j]) + 1;
}

noinline u32 one_odd(long i)
{
	return READ_ONCE(odds[i].last) + 1;
}

noinline void rows_set(u32 v)
{
	*(volatile u32 *)&meters[1].last = v;
	*(volatile u32 *)&odds[1].last = v;
}
