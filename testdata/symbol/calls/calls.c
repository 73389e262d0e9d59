// SPDX-License-Identifier: GPL-2.0
/* A program that dies in the middle of calls, as a kernel does: what is known of
 * the variables of each call is tested on what gdb says of them. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define noinline __attribute__((noinline, noipa))
#define barrier() __asm__ __volatile__("" ::: "memory")

enum mode { MODE_IDLE, MODE_SLOW = 3, MODE_FAST, MODE_BROKEN = -1 };
struct ops { int (*start)(int speed); u32 flags; };
struct dev { char name[12]; int id; const struct ops *ops; struct dev *next; u64 total; };

static struct dev devices[2];
static volatile int seven = 7;
const char banner[] = "rig";

noinline int start_slow(int speed)
{
	return speed + 1;
}

static inline __attribute__((always_inline)) u32 flags_of(const struct ops *ops, u32 mask)
{
	return *(const volatile u32 *)&ops->flags & mask;
}

/* Dies: the device has no operations. Nothing of it is needed behind that. */
noinline u32 convert(struct dev *dev, const char *label, enum mode mode, int level, u8 fast)
{
	u32 flags = flags_of(dev->ops, 0xff);

	return flags + label[0] + mode + level + fast;
}

noinline int handle(struct dev *dev, int count, int (*hook)(int), u64 wide)
{
	char text[16] = "pump-7";
	int sum = 0;

	for (int i = 0; i < count; i++) {
		u32 got;

		barrier();
		got = convert(dev->next, text, MODE_FAST, -count, 1);
		sum += got + hook(i);
		barrier();
	}
	return sum + text[1] + (int)(wide >> 7);
}

noinline int service(struct dev *dev, int budget)
{
	const char *title = banner;
	enum mode last = seven == 7 ? MODE_BROKEN : MODE_SLOW;
	int done;

	barrier();
	done = handle(dev, budget + 1, start_slow, 0x1122334455667788ull);
	barrier();
	return done + dev->id + (int)last + title[1];
}

noinline int top(int argument)
{
	struct dev *first = &devices[0];
	int result;

	first->id = 42;
	first->next = &devices[1];
	barrier();
	result = service(first, argument);
	return result + argument;
}

void _start(void)
{
	top(seven - 5);
	for (;;)
		;
}
