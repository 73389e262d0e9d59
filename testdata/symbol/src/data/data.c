/* Data of a kernel: variables of structures, a copy for each CPU, constant strings. */
struct list { struct list *next, *prev; };
struct thread { unsigned long sp, flags; };
struct task {
	long state;
	struct list tasks;
	char comm[16];
	struct thread thread;
	int (*run)(struct task *task);
};
struct queue { unsigned int running; unsigned long clock; struct task *current; };

#define per_cpu __attribute__((section(".data..percpu")))
#define KERN_INFO "\0016"

extern int printk(const char *format, ...);

struct task init_task = { .state = 1, .tasks = { &init_task.tasks, &init_task.tasks }, .comm = "swapper" };
static struct task idle[2] = { { .state = 2 }, { .state = 3 } };
per_cpu int cpu_number = 1;
per_cpu struct queue runqueues = { .running = 1 };

__attribute__((noinline)) int printk(const char *format, ...)
{
	asm volatile("" : : "r" (format) : "memory");
	return 0;
}

int schedule(struct task *task)
{
	static struct list waiting = { &waiting, &waiting };

	if (!task)
		task = &idle[cpu_number];
	printk(KERN_INFO "switching to %s\n", task->comm);
	waiting.next = &task->tasks;
	return task->run ? task->run(task) : (int)task->state;
}
