/* A made-up gauge: loops that the compiler walks with a pointer, a helper of a header that is
   given a member's address, a structure that is copied in pieces wider than its members. */
#include <linux/count.h>

struct stamp { unsigned short kind, seq; unsigned flags; unsigned long long when; };
struct part { unsigned number, weight; };
struct gauge {
	long first, second;
	struct stamp last[2];
	struct count users;
	unsigned used;
	struct part **parts;
};

void gauge_use(struct gauge *g)
{
	count_up(&g->users);
}

void gauge_copy(struct stamp *out, struct gauge *g)
{
	*out = g->last[1];
}

unsigned gauge_sum(struct gauge *g)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < g->used; i++)
		sum += g->parts[i]->weight;
	return sum;
}
