#include "include/linux/place.h"

struct hrtimer {
	int (*function)(struct hrtimer *);
	int state;
};

/* Calls into the module; inlined, as GCC does with the kernel's. */
inlined void __run_hrtimer(struct hrtimer *timer)
{
	timer->state = 0;
	CALL(__hrtimer_run_queues, 0x1a4, "blx r3");
	timer->state = 1;
}

void __hrtimer_run_queues(struct hrtimer *timer)
{
	while (timer->state)
		__run_hrtimer(timer);
}
LENGTH(__hrtimer_run_queues, 0x410);

void hrtimer_interrupt(void)
{
	CALL(hrtimer_interrupt, 0x140, "bl __hrtimer_run_queues");
}
LENGTH(hrtimer_interrupt, 0x2e0);
