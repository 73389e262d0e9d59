/* What compilers make of everyday code by the optimisation and the machine: copies from memory to memory,
 * calls through memory and at a function's end, indexes that are multiplied, bit-fields that are
 * written, checks of KASAN, static variables. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
#define noinline __attribute__((noinline))
#define KEEP() asm volatile("" ::: "memory")
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))

struct sums { u64 packets, bytes; u32 drops, mode; };
struct lane { void *ring; u16 head, tail; struct sums sums; void (*done)(struct lane *l); struct lane *next; };
struct unit;
struct unit_ops { int (*stop)(struct unit *u); int (*start)(struct unit *u); };
struct unit {
	struct lane lanes[3];
	const struct unit_ops *ops;
	u32 shut : 1, flipped : 1, rate : 10, gain : 4;
	struct { struct sums *of; u32 id; } subs[2];
	struct lane *by_id[4];
	long counts[];
};
struct link { struct link *next, *prev; };
struct client { u32 id; struct link link; u32 rights; };
struct other { u64 pad[3]; struct other *wrong; };

struct unit *volatile units;

noinline void copy_sums(struct sums *to, struct lane *l) { *to = l->sums; KEEP(); }
noinline void unit_gain(struct unit *u, int gain) { u->gain = gain; KEEP(); }
noinline u64 sub_packets(struct unit *u, int i) { return READ_ONCE(u->subs[i].of->packets) + 1; }
noinline long unit_counts(struct unit *u, int i) { return READ_ONCE(u->counts[i]) + 1; }
noinline int unit_start(struct unit *u) { int r = u->ops->start(u); KEEP(); return r + 1; }
noinline void lane_count(struct lane *l, int bytes) { l->sums.packets++; l->sums.bytes += bytes; KEEP(); }
noinline u32 lane_tail(struct unit *u) { return READ_ONCE(u->lanes[2].tail) + 1; }
noinline u64 lane_bytes(struct unit *u, int i) { return READ_ONCE(u->lanes[i].sums.drops) + 1; }
noinline u32 unit_gains(struct unit *u) { return u->gain + 1; }
noinline void lane_done(struct lane *l) { l->done(l); }
noinline int lanes_done(struct unit *u) { lane_done(&u->lanes[1]); KEEP(); return 3; }
noinline u32 rights(struct link *head)
{
	u32 sum = 0;
	for (struct client *c = (void *)((char *)head->next - __builtin_offsetof(struct client, link)); &c->link != head; c = (void *)((char *)c->link.next - __builtin_offsetof(struct client, link)))
		sum += READ_ONCE(c->rights);
	return sum;
}
u32 all_rights(int which)
{
	static struct link head, tail;
	static struct { struct client *cur; u32 times; } state;
	if (which == 3)
		return READ_ONCE(state.cur)->rights + 2;
	if (which == 4)
		READ_ONCE(state.cur);
	return rights(which ? &head : &head) + (u64)tail.next;
}
