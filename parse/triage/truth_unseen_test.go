package triage

import (
	"os"
	"testing"
)

// What was false of reports of kernels that nobody had looked at before. The logs are of
// drivers written to fail, on stock kernels in QEMU.

// ofTestdata is a log of testdata.
func ofTestdata(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestUnseenKernels(t *testing.T) {
	for _, c := range []struct {
		log   string
		never []string
		must  []string
	}{
		// the code adds the member's offset before the access, to what it read as NULL
		{"riscv/reset_null-72.log", []string{"was given"}, []string{"wrote offset 0x14 of a NULL pointer", "which the code computed from NULL"}},
		// the walk shows the page, which scause does not
		{"riscv/rodata-72.log", []string{"nothing is mapped"}, []string{"wrote to read-only memory"}},
		// what x86 takes back it fills with int3, a module's text as well as init's
		{"x86_64/thread_of_unloaded-72.log", []string{"__init"}, []string{"acqhot was unloaded last"}},
		// a call leaves another address in the link register than the one it goes to
		{"arm64/returned_to_data-72.log", []string{"jumped to", "function pointer"}, []string{"The CPU returned to 0xffff000003669f80", "return address on the stack"}},
		// what a driver asserts for itself it prints in front of the BUG()
		{"x86_64/assertion_printed-72.log", nil, []string{`In front of it stands: "cam: assertion failed: ring->head < ring->size, file: cam_ring.c, line: 88"`}},
		// an error number and a member's offset make a small address
		{"x86_64/thread_error_stopped-72.log", []string{"fell over a NULL"}, []string{"ERR_PTR(-12) ENOMEM"}},
		// the allocator of 7.x has another function that takes objects off the list
		{"x86_64/slab_overrun-72.log", nil, []string{"broken-freelist", "who allocates here is a victim"}},
		// the idle task runs with preemption off, which is nobody's lock
		{"x86_64/slept_in_irq_of_idle-72.log", []string{"deep"}, []string{"while in a hard interrupt (preempt_count 0x10002)"}},
		{"triage/far-index.fires.log", []string{"copy_from_user"}, []string{"rdi = 0x7fffffff, which is added to rax"}},
		// the code made the small address of an error's number, or of an array and an index, before the access
		{"riscv/thread_error_stopped-72.log", []string{"NULL"}, []string{"s1 is 0xfffffffffffffff4, ERR_PTR(-12) ENOMEM, and a member at 0x78"}},
		{"riscv/far_index-72.log", []string{"copy_from_user"}, []string{"a0 = 0x1fffffffc, which is added to a5 = 0xffffffff023a32c8"}},
	} {
		t.Run(c.log, func(t *testing.T) { silent(t, everything(t, ofTestdata(t, c.log)), c.never, c.must...) })
	}
}
