// SPDX-License-Identifier: GPL-2.0
/* A second module, whose BTF goes on where pump's ends: struct valve and struct
 * list are pump's. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
struct list { struct list *next, *prev; };
typedef struct { u32 lo, hi; } stamp_t;
struct valve { u16 id; u8 flags; u32 pressure; stamp_t when; };
struct probe { u32 id; struct list link; struct valve *valve; };

__attribute__((noinline)) u32 probe_pressure(struct probe *p)
{
	return *(volatile u32 *)&p->valve->pressure + 1;
}
