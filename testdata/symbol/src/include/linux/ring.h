/* Inlined into its users, one in the other. */
struct ring {
	unsigned int head, tail, size;
	unsigned int *slot;
};

static inline __attribute__((always_inline)) unsigned int ring_index(struct ring *r, unsigned int n)
{
	if (n >= r->size)
		n -= r->size;
	return n;
}

static inline __attribute__((always_inline)) unsigned int ring_pop(struct ring *r)
{
	unsigned int at = ring_index(r, r->tail + 1);

	r->tail = at;
	return r->slot[at];
}
