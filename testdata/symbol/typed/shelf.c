/*
 * Made up for the tests: variables of a file that are given to nobody whose parameters BTF has. An
 * index through an array in one says which structure it is, where only one has that array and its
 * size: shelf_one; two could be crate_one. Offsets that are too large for one instruction, and
 * static variables of inlined functions.
 */
struct box { unsigned char pad[0x10]; int refs, size; };
struct shelf { unsigned int n; struct box *boxes[8]; };
struct crate { unsigned int n; struct box *what[5]; };
struct chest { unsigned int n; struct box *inner[5]; };
struct hold { unsigned char pad[0x2a00]; struct { unsigned int len, crc; } tail; };

static struct shelf shelf_one = { 8 };
static struct crate crate_one = { 5 };

#define READ(x) (*(volatile __typeof__(x) *)&(x))
#define WRITE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define KEEP() __asm__ volatile("" ::: "memory")

static __attribute__((noinline)) struct box *shelf_find(struct shelf *s, int id)
{
	return READ(s->boxes[id & 7]);
}

static __attribute__((noinline)) int shelf_refs(struct shelf *s, int id)
{
	struct box *b = shelf_find(s, id);

	WRITE(b->refs, id);
	KEEP();
	return id + 1;
}

static __attribute__((noinline)) int shelf_size(struct shelf *s, int i)
{
	return READ(s->boxes[i]->size) + i;
}

static __attribute__((noinline)) int crate_size(struct crate *c, int i)
{
	return READ(c->what[i]->size) + i;
}

unsigned int chest_used(struct chest *c)
{
	return READ(c->n) + 1;
}

unsigned int hold_crc(struct hold *h)
{
	return READ(h->tail.crc) + 1;
}

static inline unsigned int counted(struct hold *h)
{
	static unsigned int calls;

	calls++;
	return READ(h->tail.len);
}

int shelf_use(int n)
{
	return shelf_size(&shelf_one, n) + shelf_refs(&shelf_one, n) + crate_size(&crate_one, n);
}

unsigned int hold_len(struct hold *h)
{
	return counted(h) + counted(h + 1);
}
