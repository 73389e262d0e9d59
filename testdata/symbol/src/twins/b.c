/* twin() of a.c and of b.c have one name and one size. */
extern int clock_tick(int n);

static __attribute__((noinline)) int twin(int n)
{
	return clock_tick(n * 3) * 7 + 2;
}

int call_b(int n)
{
	return twin(n) ^ n;
}

int jump_b(int (*through)(int), int n)
{
	return through(n) ^ n;
}

int (*const twin_of_b)(int) = twin;
