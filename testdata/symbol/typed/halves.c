/* Members that a union shares, accessed in halves and copied in larger pieces; arrays in arrays. */
typedef unsigned long long u64;
struct vec { int x, y, z; };
struct dev { long tag; union { struct vec v; struct { u64 lo, hi; }; void *raw; }; struct vec grid[4][3]; };
union word { unsigned w; struct { unsigned short l, h; }; unsigned char b[4]; };

u64 dev_hi(struct dev *d)
{
	return d->hi;
}

int dev_z(struct dev *d)
{
	return d->v.z;
}

void dev_move(struct dev *d, struct vec v)
{
	d->v = v;
}

int dev_grid(struct dev *d, int i, int j)
{
	return d->grid[i][j].z;
}

unsigned word_high(union word *w)
{
	return w->h;
}

int dev_end;
