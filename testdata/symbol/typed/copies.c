/* Copies that GCC makes of functions (.constprop, .isra), variables that BTF leaves out, and
 * structures around links: what BTF alone can still say of them. Built by build.sh. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long ulong;
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define noinline __attribute__((noinline))
#define container_of(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))

struct list_head { struct list_head *next, *prev; };
struct work_struct { ulong data; struct list_head entry; void (*func)(struct work_struct *w); };
struct pipe;
struct pipe_ops { int (*open)(struct pipe *p); int (*drain)(struct pipe *p); };
struct seal { u8 pad[8]; u32 wear; u32 batch; };
struct pipe { char label[20]; u32 bore; const struct pipe_ops *ops; struct seal *seal; u32 *gauge; u32 flow, leaks; };
struct rack { u32 used; u32 spare; struct seal *seals[6]; u32 last; };
struct drop { u32 id; u32 size; ulong when[3]; struct list_head link; struct drop *below; };
struct kref { int refs; };
struct tank { u32 height, width; struct kref refs; };
struct vat { u32 cork, depth; struct kref refs; };
struct plant { u8 pad[0x30]; struct work_struct work; u32 shifts; u32 state; };

static struct pipe main_pipe = { .label = "main" };
static struct rack rack_one = { .used = 6 };
static struct pipe *volatile some_pipe;
static struct drop *volatile some_drop;
static struct list_head *volatile some_link;
static struct work_struct *volatile some_work;
static struct kref *volatile some_kref;
static struct tank *volatile some_tank;
static struct vat *volatile some_vat;
static struct seal *volatile some_seal, *volatile other_seal;
static struct list_head puddle = { &puddle, &puddle };
static volatile int five = 5;
struct cache;
extern struct cache *caches[16];
extern void *__kmalloc_cache_noprof(struct cache *c, u32 flags, ulong size);
extern u8 __list_add_valid_or_report(struct list_head *n, struct list_head *prev, struct list_head *next);
extern int say(const char *text);

/* a parameter that is the same in all calls, and the one that is left */
static noinline void pipe_mark(struct pipe *p, u32 leaks) { WRITE_ONCE(p->leaks, leaks); }
/* only the variable is left of the parameter */
static noinline u32 pipe_wear(struct pipe *p) { return READ_ONCE(p->seal->wear) + 1; }
static noinline int pipe_drain(struct pipe *p) { int n = p->ops->drain(p); say("drained"); return n + 1; }
/* nothing of it is left: the variable is known by the others */
static noinline void pipe_set(void) { WRITE_ONCE(*main_pipe.gauge, 7); say("set"); }
/* a member instead of the pointer, out of what was allocated in the structure's size */
static noinline ulong drop_next(struct drop *d) { return (ulong)READ_ONCE(d->link.next->prev); }
/* whose result nobody uses: the pointer stays */
static noinline int pipe_flow(struct pipe *p) { return READ_ONCE(p->flow) + 1; }
/* NULL is known to the compiler, and kept nowhere */
static noinline u32 pipe_last(struct pipe **pp) { return READ_ONCE((*pp)->flow) + 1; }
/* an array with checked indexes */
static noinline u32 rack_batch(struct rack *r, int i) { return READ_ONCE(r->seals[i]->batch) + 1; }
static noinline struct seal *rack_find(struct rack *r, int i) { return READ_ONCE(r->seals[i & 3]); }
static noinline u32 rack_wear(struct rack *r, int i) { u32 n = READ_ONCE(rack_find(r, i)->wear); say("wear"); return n + 1; }
/* around a link and a work */
static noinline u32 drop_size(struct list_head *l) { return READ_ONCE(container_of(l, struct drop, link)->size) + 1; }
static noinline u32 plant_state(struct work_struct *w) { return READ_ONCE(container_of(w, struct plant, work)->state) + 1; }
/* around what lies in two structures at one place: nobody can tell which of them it is */
static noinline u32 kref_before(struct kref *k) { return READ_ONCE(((u32 *)k)[-1]) + 1; }
/* either of two */
static noinline u32 seal_either(struct seal *a, struct seal *b, int which)
{
	if (which) {
		asm volatile("nop"); /* that it is a branch */
		a = b;
	}
	asm volatile("nop" ::: "memory");
	return READ_ONCE(a->wear) + 1;
}
/* the entries of a list */
static noinline u32 puddle_sum(struct list_head *head)
{
	struct list_head *l;
	u32 n = 0;

	for (l = READ_ONCE(head->next); l != head; l = READ_ONCE(l->next))
		n += READ_ONCE(container_of(l, struct drop, link)->id);
	return n;
}
/* a parameter that walks */
static noinline u32 drop_all(struct drop *d) { u32 n = 0; while (d) { n += READ_ONCE(d->id); d = READ_ONCE(d->below); } return n; }

static void list_add(struct list_head *n, struct list_head *head)
{
	struct list_head *next = READ_ONCE(head->next);

	if (!__list_add_valid_or_report(n, head, next))
		return;
	next->prev = n;
	n->next = next;
	n->prev = head;
	WRITE_ONCE(head->next, n);
}

int copies(int what)
{
	struct pipe *none = 0;
	struct drop *d;

	switch (what) {
	case 1: pipe_mark(some_pipe, 9); return 1;
	case 2: return pipe_wear(&main_pipe);
	case 3: return pipe_drain(&main_pipe);
	case 4: pipe_set(); return 1;
	case 5:
		d = __kmalloc_cache_noprof(caches[5], 1, sizeof(*d));
		list_add(&d->link, &puddle);
		return puddle_sum(&puddle);
	case 6:
		d = __kmalloc_cache_noprof(caches[5], 2, sizeof(*d));
		return drop_next(d) != 0;
	case 7: pipe_flow(some_pipe); return 1;
	case 8: return pipe_last(&none);
	case 9: return rack_batch(&rack_one, five);
	case 10: return rack_wear(&rack_one, five);
	case 11: return drop_size(some_link);
	case 12: return plant_state(some_work);
	case 13: return drop_all(some_drop);
	case 14: return seal_either(some_seal, other_seal, five);
	}
	return some_tank->width + some_vat->depth + kref_before(some_kref);
}
