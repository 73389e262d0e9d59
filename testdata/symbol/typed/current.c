// SPDX-License-Identifier: GPL-2.0
/* Per-CPU variables of x86-64, by their address and relative to the instruction. */
typedef unsigned int u32;

struct mm { u32 flags, users; };
struct task { long state; struct mm *mm; };
struct hot { int preempt_count; struct task *current_task; };

extern struct task *current_task;
extern struct hot pcpu_hot;

static inline __attribute__((always_inline, const)) struct task *get_current(void)
{
	struct task *now;

	asm("movq %%gs:%P1, %0" : "=r" (now) : "i" (&current_task));
	return now;
}

static inline __attribute__((always_inline, const)) struct task *get_hot(void)
{
	struct task *now;

	asm("movq %%gs:%1, %0" : "=r" (now) : "m" (pcpu_hot.current_task));
	return now;
}

__attribute__((noinline)) u32 users(void)
{
	return *(volatile u32 *)&get_current()->mm->users + 1;
}

__attribute__((noinline)) u32 users_hot(void)
{
	return *(volatile u32 *)&get_hot()->mm->users + 1;
}
