// SPDX-License-Identifier: GPL-2.0
/* Members that share a place, which only the source tells apart. */
typedef unsigned int u32;
typedef unsigned long long u64;

struct valve { u32 id; };
struct frame {
	u32 length;
	union {
		u64 stamp;
		struct valve *culprit;
		struct { u32 code, where; };
	};
	union {
		struct { u64 peer; } v4;
		struct { u64 peer; } v6;
	};
	u32 ready : 1, dirty : 1;
};
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

__attribute__((noinline)) u64 frame_stamp(struct frame *f)
{
	return READ_ONCE(f->stamp) + 1;
}

__attribute__((noinline)) u64 frame_peer(struct frame *f)
{
	return READ_ONCE(f->v6.peer) + 1;
}
