/* A helper in a header that everybody includes, as atomic_inc() is. */
struct count { int n; };

static inline void count_up(struct count *v)
{
#ifdef __x86_64__
	asm volatile("lock incl %0" : "+m" (v->n));
#else
	__atomic_fetch_add(&v->n, 1, __ATOMIC_RELAXED);
#endif
}
