// SPDX-License-Identifier: GPL-2.0
/* Objects of the allocator: by what their allocation is given to, their structure. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long size_t;

struct list_head { struct list_head *next, *prev; };
struct session { u32 id; u8 state; u8 open : 1; struct list_head link; void *owner; char name[16]; u32 flags; };
struct table { u32 used; struct session *slots[3]; u32 seed[4]; };
struct device { const char *name; struct table *table; };

extern void *kmalloc(size_t size, u32 flags);
extern void kfree(const void *object);
extern int enter(struct list_head *link);

extern int __list_del_entry_valid_or_report(struct list_head *entry);

static inline __attribute__((always_inline)) void init_list(struct list_head *list)
{
	list->next = list->prev = list;
}

__attribute__((noinline)) int session_open(u32 id)
{
	struct session *s = kmalloc(sizeof(*s), 0xcc0);

	if (!s)
		return -12;
	s->id = id;
	init_list(&s->link);
	return enter(&s->link);
}

__attribute__((noinline)) void device_init(struct device *device)
{
	device->table = kmalloc(sizeof(*device->table), 0xcc0);
}

__attribute__((noinline)) int name_fill(int c)
{
	char *p = kmalloc(64, 0xcc0);

	for (int i = 0; p && i < 72; i++)
		((volatile char *)p)[i] = c;
	kfree(p);
	return 0;
}

__attribute__((noinline)) int queue_remove(struct list_head *n)
{
	if (!__list_del_entry_valid_or_report(n))
		return 1;
	n->prev->next = n->next;
	return 0;
}

__attribute__((noinline)) int session_close(struct session *s)
{
	return queue_remove(&s->link) + 1;
}
