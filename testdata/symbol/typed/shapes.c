// SPDX-License-Identifier: GPL-2.0
/* A made-up network card's driver in plain C: what an optimizer does with common shapes. No name of a
   member is in two structures, so that a line of source says which member it works on. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;

#define noinline __attribute__((noinline))
#define always_inline inline __attribute__((always_inline))
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define NULL ((void *)0)

struct link { struct link *after, *before; };
struct stamp { u32 secs, nsecs; };
struct counters { u64 frames, octets; u32 drops, errors[4]; };

struct packet {
	union {
		struct { u16 vlan, proto; union { u32 hash; struct { u16 hash_lo, hash_hi; }; }; };
		u64 cookie;
	};
	struct packet *chained;
	struct stamp arrived;
	u32 fill, room;
	u8 *payload;
	u8 control[48];
};

struct slot { u32 state; u16 bytes, tag; struct packet *held; struct stamp posted; };

struct ring {
	u32 producer, consumer, depth;
	struct slot slots[16];
	struct counters sums;
	void (*ring_kick)(struct ring *r);
};

struct card;
struct card_ops {
	int (*raise)(struct card *c);
	void (*lower)(struct card *c);
	int (*xmit)(struct card *c, struct packet *p);
	u32 (*query)(const struct card *c, int what);
};

struct phy { u32 speed; u8 duplex : 1, autoneg : 1, pause : 2, lanes : 4; u16 page; const char *model; };

struct card {
	const struct card_ops *ops;
	struct ring *rx, *tx[4];
	struct phy phys[2];
	u32 up : 1, promisc : 1, mtu : 14, queue : 16;
	u64 wide : 40, narrow : 24;
	struct { struct { s32 low, high; } volts; s32 celsius; } sensors[3];
	struct link peers;
	struct card **neighbours;
	u32 *registers;
	struct { u32 many; struct slot *spare[8]; } pool;
	char label[32];
	struct work { struct link queued; void (*run)(struct work *w); u32 runs; } work;
	long offline;
};

struct filter { u32 rules; struct link chain; struct rule { u32 match, mask; u8 action; } table[]; };
struct blob { u32 length; u8 bytes_of[]; };
struct node { struct node *left, *right; long key; void *item; };
struct bucket { struct entry *head; };
struct entry { struct entry *succ, **pprev; u32 id; struct card *owner; };
struct table { u32 order; struct bucket *buckets; u32 used; };
struct config { u32 version; u32 flags; u8 mac[6]; u16 vid; u64 features; u32 speeds[5]; };
struct holder { long before_it; struct config inner; struct config *outer; };
struct matrix { struct row { u16 cell[8]; u32 total; } rows[4]; };

extern void report(const char *what, u64 value);
extern struct card *card_find(int id);
extern void *alloc(unsigned long size);
extern void release(void *what);
extern void *memcpy(void *, const void *, unsigned long);
extern void *memset(void *, int, unsigned long);
extern int strcmp(const char *, const char *);

struct card *cards[8];
struct table names;
static struct counters per_cpu[4];
static struct card *primary;
static struct filter *active_filter;
struct config defaults;

/* 1: anonymous unions in anonymous structures */
noinline u32 packet_hash(struct packet *p) { return p->hash * 31; }
noinline u16 packet_hash_hi(struct packet *p) { return p->hash_hi + 1; }
noinline void packet_mark(struct packet *p, u16 v)
{
	p->vlan = v;
	p->proto = 0x800;
	p->room -= 4;
}

/* 4: arrays of structures in structures */
noinline u32 ring_take(struct ring *r)
{
	u32 at = r->consumer;
	struct slot *s = &r->slots[at % 16];

	if (at == r->producer)
		return 0;
	r->consumer = at + 1;
	s->state = 2;
	return s->bytes + s->tag;
}
noinline u32 ring_third(struct ring *r) { return r->slots[3].posted.nsecs; }
noinline u64 ring_sum(struct ring *r)
{
	u64 sum = 0;

	for (u32 i = 0; i < r->depth; i++)
		sum += r->slots[i].bytes;
	return sum;
}
noinline void ring_clear(struct ring *r)
{
	for (int i = 0; i < 16; i++) {
		r->slots[i].held = NULL;
		r->slots[i].state = 0;
	}
	r->sums.frames = 0;
}
noinline u32 ring_backwards(struct slot *end, int n)
{
	u32 sum = 0;

	while (n--)
		sum += (--end)->tag;
	return sum;
}
noinline u32 slot_before(struct slot *s) { return s[-1].state + s[-2].bytes; }

/* 10: bit fields */
noinline u32 card_mtu(struct card *c) { return c->mtu; }
noinline void card_promisc(struct card *c, int on) { c->promisc = on; }
noinline u64 card_wide(struct card *c) { return c->wide + 1; }
noinline u32 phy_pause(struct card *c, int i) { return c->phys[i].pause; }

/* 14: flexible arrays */
noinline u32 filter_run(struct filter *f, u32 v)
{
	for (u32 i = 0; i < f->rules; i++)
		if ((v & f->table[i].mask) == f->table[i].match)
			return f->table[i].action;
	return 0;
}
noinline u8 blob_last(struct blob *b) { return b->bytes_of[b->length - 1]; }

/* 16: container_of */
noinline u32 work_done(struct work *w)
{
	struct card *c = container_of(w, struct card, work);

	c->offline = 1;
	w->runs++;
	return c->rx->producer;
}
noinline u32 peers_mtu(struct card *c)
{
	u32 least = ~0u;

	for (struct link *l = c->peers.after; l != &c->peers; l = l->after) {
		struct card *other = container_of(l, struct card, peers);
		if (other->phys[1].speed < least)
			least = other->phys[1].speed;
	}
	return least;
}
noinline void link_cut(struct link *l)
{
	struct link *after = l->after, *before = l->before;

	after->before = before;
	before->after = after;
	l->after = NULL;
}

/* 19: tables of operations */
noinline int card_raise(struct card *c)
{
	if (c->ops->query)
		report("q", c->ops->query(c, 4));
	return c->ops->raise(c) + 1;
}
noinline int card_xmit(struct card *c, struct packet *p) { return c->ops->xmit(c, p); } /* a tail call */
noinline void ring_ring(struct ring *r) { r->ring_kick(r); }
noinline void work_run(struct work *w) { w->run(w); w->runs += 2; }

/* 23: what each CPU has */
noinline void count_frame(int cpu, u32 octets)
{
	per_cpu[cpu].frames++;
	per_cpu[cpu].octets += octets;
}
noinline u64 count_all(void)
{
	u64 sum = 0;

	for (int i = 0; i < 4; i++)
		sum += per_cpu[i].drops;
	return sum;
}
noinline u32 count_error(struct counters *all, int cpu, int kind) { return ++all[cpu].errors[kind]; }

/* 26: pointers to pointers */
noinline u32 neighbour_queue(struct card *c, int i) { return c->neighbours[i]->queue; }
noinline void entry_add(struct entry **to, struct entry *e)
{
	e->succ = *to;
	if (*to)
		(*to)->pprev = &e->succ;
	*to = e;
	e->pprev = to;
}
noinline u32 tx_depth(struct card *c, int q) { return c->tx[q]->depth; }
noinline u32 spare_state(struct card *c, int i) { return c->pool.spare[i]->state; }
noinline u32 card_register(struct card *c, int i) { return c->registers[i]; }

/* 31: copies */
noinline void config_reset(struct holder *h) { h->inner = defaults; }
noinline void config_take(struct holder *h, struct config *from)
{
	memcpy(&h->inner, from, sizeof *from);
	h->outer = from;
}
noinline void config_mac(struct config *c, const u8 *mac) { memcpy(c->mac, mac, 6); }
noinline void stamp_copy(struct packet *p, struct slot *s) { s->posted = p->arrived; }
noinline void counters_zero(struct counters *c) { memset(c, 0, sizeof *c); }
noinline void sensor_swap(struct card *c)
{
	s32 t = c->sensors[1].volts.low;

	c->sensors[1].volts.low = c->sensors[1].volts.high;
	c->sensors[1].volts.high = t;
}

/* 37: switches */
noinline u64 card_query(struct card *c, int what)
{
	switch (what) {
	case 0: return c->phys[0].page;
	case 1: return c->sensors[2].celsius;
	case 2: return c->rx->sums.octets;
	case 3: return c->pool.many;
	case 4: return c->tx[1]->sums.drops;
	case 5: return c->narrow;
	case 6: return (u64)c->phys[1].model[2];
	case 7: return c->label[7];
	}
	return 0;
}
/* inlined in inlined */
static always_inline u32 phy_page(struct phy *y) { return y->page; }
static always_inline u32 card_page(struct card *c, int i) { return phy_page(&c->phys[i]) + c->phys[i].speed; }
noinline u32 all_pages(void)
{
	u32 sum = 0;

	for (int i = 0; i < 8; i++)
		if (cards[i])
			sum += card_page(cards[i], 1);
	return sum + card_page(primary, 0);
}
static always_inline struct bucket *bucket_of(struct table *t, u32 id) { return &t->buckets[id >> t->order]; }
noinline struct card *owner_of(u32 id)
{
	struct entry *e;

	for (e = bucket_of(&names, id)->head; e; e = e->succ)
		if (e->id == id)
			return e->owner;
	return NULL;
}
/* walks of trees */
noinline void *node_find(struct node *n, long key)
{
	while (n && n->key != key)
		n = key < n->key ? n->left : n->right;
	return n ? n->item : NULL;
}
noinline int node_depth(struct node *n)
{
	int l, r;

	if (!n)
		return 0;
	l = node_depth(n->left);
	r = node_depth(n->right);
	return (l > r ? l : r) + 1;
}
noinline u32 packet_chain(struct packet *p)
{
	u32 sum = 0;

	for (; p; p = p->chained)
		sum += p->fill + *p->payload;
	return sum;
}
/* locals that calls set, kept over calls */
noinline int card_probe(int id)
{
	struct card *c = card_find(id);
	struct ring *r = alloc(sizeof *r);

	r->depth = 16;
	c->rx = r;
	report("depth", r->producer);
	c->up = 1;
	primary = c;
	return c->phys[0].lanes;
}
noinline void card_remove(struct card *c)
{
	struct ring *r = c->rx;

	c->ops->lower(c);
	for (int i = 0; i < 4; i++)
		release(c->tx[i]);
	release(r->slots[0].held);
	c->rx = NULL;
	release(r);
}
noinline int filter_hit(u32 v)
{
	struct filter *f = active_filter;

	return f->table[2].match == v && f->chain.before != &f->chain;
}
/* what stands in the middle of something */
noinline u32 cell_at(struct matrix *m, int row, int col) { return m->rows[row].cell[col]; }
noinline u32 row_total(struct matrix *m)
{
	u32 all = 0;

	for (int i = 0; i < 4; i++) {
		u32 t = 0;
		for (int j = 0; j < 8; j++)
			t += m->rows[i].cell[j];
		m->rows[i].total = t;
		all += t;
	}
	return all;
}
noinline u32 speed_best(struct config *c)
{
	u32 best = 0;

	for (int i = 0; i < 5; i++)
		if (c->speeds[i] > best)
			best = c->speeds[i];
	return best;
}
noinline void payload_xor(struct packet *p, u8 with)
{
	for (u32 i = 0; i < p->fill; i++)
		p->payload[i] ^= with;
	p->control[5] = with;
}
noinline int same_model(struct card *a, struct card *b) { return strcmp(a->phys[0].model, b->phys[0].model) == 0; }
noinline u64 two_rings(struct ring *a, struct ring *b, int which)
{
	struct ring *r = which ? a : b;

	return r->sums.octets;
}
noinline u32 either(struct card *c, struct packet *p, int which)
{
	u32 *at = which ? &c->pool.many : &p->room;

	return ++*at;
}
noinline long holder_versions(struct holder *h) { return h->inner.version + h->outer->version + h->before_it; }

static noinline u32 ring_room(struct ring *r, u32 want) { return r->depth - r->producer + want; }
static noinline u32 phys_of(struct card *c) { return c->phys[1].page; }
noinline u64 card_all(struct card *c, int n)
{
	if (n == 3)
		return phys_of(cards[2]) + 1;
	return ring_room(c->tx[n], 5) + ring_room(c->rx, 5) + phys_of(c);
}

/* whose argument points to what the compiler knows to be NULL */
static noinline u32 depth_of(struct ring **pp, int more)
{
	u32 depth = READ_ONCE((*pp)->depth);

	__asm__ __volatile__ ("" : : "r" (pp), "r" (more));
	return depth + 1;
}
noinline u32 depth_of_none(int more)
{
	struct ring *none = NULL;

	return depth_of(&none, more) | 1;
}
