// SPDX-License-Identifier: GPL-2.0
/* A driver of no machine, whose functions go wrong in the ways that pointers
 * to structures do: what types, variables and the C of an operand are tested on. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed int s32;
typedef _Bool bool;

#define noinline __attribute__((noinline))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))
#define barrier() __asm__ __volatile__("" ::: "memory")
#define hide(v) __asm__ ("" : "=r" (v) : "0" (v))

struct list { struct list *next, *prev; };
enum pump_state { PUMP_OFF, PUMP_PRIMING = 3, PUMP_RUNNING, PUMP_BROKEN = -1 };
typedef struct { u32 lo, hi; } stamp_t;
struct valve { u16 id; u8 flags; u32 pressure; stamp_t when; };
struct pump;
struct pump_ops {
	int (*prime)(struct pump *p);
	int (*start)(struct pump *p, u32 speed);
	void (*stop)(struct pump *p);
};
struct bank { u8 pad[0x14]; struct valve valves[6]; u32 used; };
struct pump {
	char name[20];
	enum pump_state state;
	const struct pump_ops *ops;
	struct bank *bank;
	struct valve *spare[4];
	struct list queue;
	u32 rpm;
	u32 primed : 1, dry : 2, level : 9, : 4, alarm : 16;
	union {
		struct { u32 code, where; };
		u64 raw;
		struct valve *culprit;
	};
	u32 *counter;
	u64 total;
	int (*hook)(int);
	struct { u8 row, column; u16 page; } screen[3][2];
	u8 tail[];
};
struct job { u32 id; u32 cost; u8 pad[0x18]; struct list link; struct pump *target; const char *label; struct valve inlet; };
struct big { u8 pad[0x5400]; struct { u32 sum; u32 crc; } end; };

extern void report(const char *what, u64 value);
extern struct pump *find_pump(int id);
extern int fetch(const void *from);
extern unsigned long strlen(const char *s);
extern int valve_close(struct valve *v);

struct pump *pump_active;
static struct pump pump_one = { .name = "one" };
static struct job *volatile job_last;
static struct bank *volatile banks[4];
static volatile int seven = 7;

noinline u32 pump_pressure(struct bank *bank)
{
	return READ_ONCE(bank->valves[2].pressure) | 1;
}

noinline u32 pump_pressure_at(struct bank *bank, int i)
{
	return READ_ONCE(bank->valves[i].pressure) + i;
}

noinline u32 pump_chain(struct pump *p)
{
	return READ_ONCE(p->bank->used) + 1;
}

noinline u32 pump_spare(struct pump *p, int i)
{
	return READ_ONCE(p->spare[i]->when.hi) + i;
}

noinline u32 pump_level(volatile struct pump *p)
{
	return p->level + 1;
}

noinline u32 pump_where(struct pump *p)
{
	return READ_ONCE(p->where) + 1;
}

noinline int pump_start(struct pump *p)
{
	int v = p->ops->start(p, 3);

	barrier();
	return v + 1;
}

noinline u32 job_cost(struct list *l)
{
	struct job *job = container_of(l, struct job, link);

	return READ_ONCE(job->cost) + 1;
}

noinline u32 job_sum(struct list *head)
{
	struct job *job;
	u32 sum = 0;

	for (job = container_of(head->next, struct job, link); &job->link != head;
	     job = container_of(job->link.next, struct job, link))
		sum += READ_ONCE(job->id);
	return sum;
}

noinline int pump_local(int id)
{
	struct pump *found = find_pump(id);

	WRITE_ONCE(found->rpm, id);
	barrier();
	return id + 1;
}

noinline u32 pump_global(void)
{
	return READ_ONCE(pump_active->rpm) + 1;
}

noinline u32 job_global(void)
{
	return READ_ONCE(job_last->target->rpm) + 1;
}

noinline void pump_count(struct pump *p, u32 v)
{
	WRITE_ONCE(*p->counter, v);
	barrier();
}

noinline u32 big_crc(struct big *b)
{
	return READ_ONCE(b->end.crc) + 1;
}

noinline u32 pump_pp(struct pump **pp)
{
	return READ_ONCE((*pp)->rpm) + 1;
}

static noinline void *list_back(struct job *j)
{
	return READ_ONCE(j->link.next->prev);
}

static inline __attribute__((always_inline)) u32 valve_hi(struct valve *v)
{
	return READ_ONCE(v->when.hi);
}

noinline u32 pump_inlined(struct pump *p)
{
	return valve_hi(p->spare[1]) + READ_ONCE(p->rpm);
}

noinline u32 pump_after_calls(struct pump *p, struct job *j)
{
	report("pump", p->total);
	report("job", j->id);
	return READ_ONCE(j->target->screen[1][1].page) + READ_ONCE(p->rpm);
}

noinline int job_copy(struct job *j)
{
	return fetch(j->target) + 1;
}

noinline int job_hook(struct job *j)
{
	int v = j->target->hook(5);

	barrier();
	return v + 1;
}

noinline u32 pump_walk(struct bank *b, int n)
{
	u32 sum = 0;

	for (int i = 0; i < n; i++)
		sum += READ_ONCE(b->valves[i].when.lo);
	return sum;
}

noinline u32 job_label(struct job *j)
{
	return strlen(j->label) + 1;
}

noinline int job_close(struct job *j)
{
	return valve_close(&j->inlet) + 1;
}

u64 pump_all(int n, struct pump *p, struct job *j, struct list *l, struct bank *b)
{
	switch (n) {
	case 0: return pump_pressure(b) | 1;
	case 1: return pump_pressure_at(b, seven) | 1;
	case 2: return pump_chain(&pump_one) | 1;
	case 3: return pump_spare(&pump_one, seven) | 1;
	case 4: return job_cost(l) | 1;
	case 5: return (unsigned long)list_back(j) | 1;
	case 6: return pump_walk(banks[n], seven) | 1;
	case 7: pump_count(&pump_one, 7); return 2;
	}
	return 0;
}
