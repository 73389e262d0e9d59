// SPDX-License-Identifier: GPL-2.0
/* What compilers make of accesses whose base or index is in no register of its own. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
#define noinline __attribute__((noinline))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define barrier() __asm__ __volatile__("" ::: "memory")

struct meter { u64 rx, tx; u32 errors[4]; u32 last; u16 lo, hi; };
struct grid { u32 w, h; u16 cell[6][7]; struct { short x, y; struct meter *m; } pos[5]; };
struct flags { u8 pad[0x28]; u32 mode : 5, prio : 3, age : 11, : 5, tag : 8; };
struct set { u32 used; u64 bits[2]; };
struct knot { struct knot *next, *prev; };
struct leaf { u32 kind, id; struct knot at; };
struct name { u32 len; const char *text; };

extern void *keep[];

/* an object that nobody writes to: the compiler knows what its pointers are */
static noinline u64 grid_meter(struct grid *g, int i) { return READ_ONCE(g->pos[i].m->tx) + 1; }
/* some bits of a word are set, the others kept */
static noinline void flags_prio(struct flags *f, u32 v) { f->prio = v; barrier(); }
static noinline u32 flags_mode(struct flags *f) { return f->mode + 1; }
/* an array of structures */
noinline u64 meter_tx(struct meter *s, long i) { return READ_ONCE(s[i].tx) + 1; }
/* what is loaded is loaded by the caller */
static noinline void *leaf_prev(struct leaf *n) { return READ_ONCE(n->at.next->prev); }
static noinline u32 leaf_id(struct leaf **pp) { return READ_ONCE((*pp)->id) + 1; }
noinline void set_bit(u64 nr, volatile u64 *at)
{
#ifdef __x86_64__
	__asm__ __volatile__("lock; btsq %1,%0" : : "m"(*at), "r"(nr) : "memory");
#else
	at[nr / 64] |= 1UL << nr % 64;
#endif
}
noinline void set_use(struct set *s, u64 nr)
{
#ifdef __x86_64__
	__asm__ __volatile__("lock; btsq %1,%0" : : "m"(s->bits[0]), "r"(nr) : "memory");
#else
	s->bits[nr / 64] |= 1UL << nr % 64;
#endif
}
noinline u64 name_length(struct name *n)
{
	const char *s = n->text;
#ifdef __s390x__
	const char *p = s;
	u64 end = 0;

	__asm__ __volatile__("lghi 0,0\n0: srst %0,%1\n jo 0b" : "+d"(end), "+a"(s) : : "0", "cc", "memory");
	return end - (u64)p;
#else
	const char *end = s;

	while (*end)
		end++;
	return end - s;
#endif
}

int steps(int what, u32 v)
{
	static struct grid g;
	static struct leaf leaf;
	struct leaf *none = 0;

	switch (what) {
	case 0: return grid_meter(&g, v);
	case 1: flags_prio(keep[0], 3); return 1;
	case 2: return flags_mode(keep[0]);
	case 3: { struct leaf *a = keep[1]; return leaf_prev(a) == &leaf; }
	case 4: return leaf_id(&none);
	}
	return 0;
}
