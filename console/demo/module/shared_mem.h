/* What the kernel and the two PRUs of the board tell each other, in memory that
 * all of them see. */
typedef unsigned char u8;
typedef unsigned int u32;

struct pru_message {
	u8 unread;
	u8 id;
	u8 type;
	u8 reserved;
	u32 value[2];
};

struct sync_state {
	u32 period_ns;
	u32 busy_ns;
	u32 transition_count;
};

struct shared_mem {
	u32 status;
	u32 mode;
	u32 buffer_address;
	u32 buffer_size;
	u32 calibration[96];
	struct sync_state sync;
	u32 gpio_pins;
	u32 gpio_edges[8];
	struct pru_message pru_inbox;
	struct pru_message pru_outbox;
	u8 trace[552];
};

extern struct shared_mem *shared_mem;
