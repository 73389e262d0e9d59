package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// resourceRules are about memory that was not there.
var resourceRules = []rule{
	{
		id: "out-of-memory", rank: rankProof, confidence: Certain, classes: []string{"oom"},
		says: "memory ran out: who was killed, and the biggest reason",
		fire: outOfMemory,
	},
	{
		id: "memory-fragmented", rank: rankProof, confidence: Likely, classes: []string{"alloc-failure"},
		says:       "memory was free, but not in a piece that large",
		suppresses: []string{"allocation-failed"},
		fire:       fragmented,
	},
	{
		id: "atomic-allocation", rank: rankProof - 1, confidence: Likely, classes: []string{"alloc-failure"},
		says:       "memory was wanted at once, where the kernel may not wait for it",
		suppresses: []string{"allocation-failed"},
		fire:       atomicAllocation,
	},
	{
		id: "allocation-failed", rank: rankState, confidence: Certain, classes: []string{"alloc-failure"},
		says: "an allocation failed; its size and flags",
		fire: allocationFailed,
	},
	{
		id: "allocation-too-big", rank: rankProof, confidence: Likely, classes: []string{"warning"},
		says:       "more was asked for than the page allocator ever gives",
		suppresses: []string{"warn-condition"},
		fire:       tooBig,
	},
}

// outOfMemory names victim and the biggest reason.
func outOfMemory(x *exam, f *draft) bool {
	short, at := x.shortOf()
	f.Text = short + "."
	f.Evidence = []int{x.headLine(), at}
	for i := range x.c.Facts {
		v := &x.c.Facts[i]
		if v.Name != "victim" || !strings.Contains(v.Value, "Killed process ") {
			continue
		}
		_, who, _ := strings.Cut(v.Value, "Killed process ")
		name, use, _ := strings.Cut(who, " total-vm")
		f.Text = fmt.Sprintf("%s; the kernel killed process %s%s.", short, strings.TrimSuffix(name, ","), resident(use))
		f.Evidence = append([]int{v.Line}, f.Evidence...)
	}
	if strings.Contains(x.c.Panic, "no killable processes") || strings.Contains(x.c.Header, "no killable") {
		f.Text = short + ", and there was no process left to kill."
	}
	if strings.Contains(x.c.Panic, "panic_on_oom") {
		f.Text += " It is set to panic then (panic_on_oom)."
		f.Evidence = append(f.Evidence, x.c.PanicLine)
	}
	if n, l := x.line("Memory cgroup out of memory"); n > 0 {
		f.Text = "A control group ran out of its memory limit, not the whole machine: " + clip(l, 120) + "."
		f.Evidence = append([]int{n}, f.Evidence...)
	}
	if kb, n := x.slabKB(); kb > 0 {
		f.Text += fmt.Sprintf(" %d MiB are kernel memory that cannot be reclaimed (slab_unreclaimable): if that is much of this machine, the kernel leaks.", kb/1024)
		f.Evidence = append(f.Evidence, n)
	}
	f.Next = "Look at the table of tasks in the report (rss in pages) for who grew. If no process is big, it is the kernel: watch /proc/slabinfo and kmemleak, or DMA buffers and tmpfs (shmem)."
	f.claim(reported(x.headLine()))
	return true
}

// shortOf says what there was not enough of, and the line that tells, mm/oom_kill.c:
//
//	sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=2, oom_score_adj=0
//	oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=0,cpuset=a,mems_allowed=0,…
func (x *exam) shortOf() (words string, line int) {
	if n, l := x.line("oom-kill:constraint=CONSTRAINT_"); n > 0 {
		switch {
		case strings.Contains(l, "_CPUSET"):
			return "The memory that the task may use by its cpuset ran out", n
		case strings.Contains(l, "_MEMORY_POLICY"):
			return "The memory of the nodes that the task may use by its policy ran out", n
		}
	}
	if n, l := x.line("invoked oom-killer"); n > 0 {
		_, rest, _ := strings.Cut(l, " order=")
		if order, err := strconv.Atoi(leadingNumber(rest)); err == nil && order > 0 && order < 30 {
			return fmt.Sprintf("There was no memory for a piece of %d KiB (order %d)", x.pageKB()<<order, order), n
		}
		if x.find("HighMem free:") > 0 && !strings.Contains(l, "HIGH") {
			return "Memory ran out, or the part of it that the kernel can use for itself (not HighMem)", n
		}
	}
	return "The system ran out of memory", 0
}

// pageKB is the size of a page in KiB: that of the smallest pieces in the list of free ones.
//
//	Node 0 Normal: 123*64kB (UME) 12*128kB (U) …
func (x *exam) pageKB() int {
	const small = 4
	for i := range x.c.Body[:min(len(x.c.Body), mostBody)] {
		t := x.c.Body[i].Text
		zone, rest, ok := strings.Cut(t, ": ")
		_, size, starred := strings.Cut(rest, "*")
		if !ok || !starred || !strings.HasPrefix(zone, "Node ") && !slices.Contains([]string{"DMA", "DMA32", "Normal"}, zone) {
			continue
		}
		if kb, err := strconv.Atoi(leadingNumber(size)); err == nil && strings.HasPrefix(size[len(leadingNumber(size)):], "kB") && kb >= small && kb <= 256 {
			return kb
		}
	}
	return small
}

// resident reads " … anon-rss:434172kB, …" behind the name.
func resident(use string) string {
	_, rest, ok := strings.Cut(use, "anon-rss:")
	if !ok {
		return ""
	}
	kb, err := strconv.Atoi(leadingNumber(rest))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (it held %d MiB)", kb/1024)
}

// slabKB reads how much unreclaimable slab there is, when that is a lot.
func (x *exam) slabKB() (kb, line int) {
	n, l := x.line("slab_unreclaimable:")
	if n == 0 {
		return 0, 0
	}
	_, rest, _ := strings.Cut(l, "slab_unreclaimable:")
	pages, err := strconv.Atoi(leadingNumber(rest))
	if err != nil || strings.HasPrefix(rest[len(leadingNumber(rest)):], "kB") {
		return 0, 0
	}
	const muchMiB = 64
	if kb = pages * x.pageKB(); kb < muchMiB*1024 {
		return 0, 0
	}
	return kb, n
}

// order reads "page allocation failure: order:9, mode:0xcc0(GFP_KERNEL)".
func (x *exam) order() (order int, mode string, line int) {
	n, l := x.line("page allocation failure")
	_, rest, ok := strings.Cut(l, "order:")
	if !ok {
		return -1, "", n
	}
	order, err := strconv.Atoi(leadingNumber(rest))
	if err != nil || order > 30 {
		return -1, "", n
	}
	_, mode, _ = strings.Cut(rest, "mode:")
	mode, _, _ = strings.Cut(mode, ", nodemask")
	return order, strings.TrimSpace(mode), n
}

func fragmented(x *exam, f *draft) bool {
	order, mode, n := x.order()
	if order < 3 || x.find("cma: ") > 0 {
		return false
	}
	kb := x.pageKB() << order
	f.Text = fmt.Sprintf("%s asked for %d KiB of memory in one piece (order %d, %s) and there was none. This suggests that memory is fragmented, or nearly used up.", subject(x), kb, order, mode)
	f.Next = "Memory that need not be contiguous: kvmalloc(). Buffers for DMA: allocate them early and keep them, or reserve a CMA area. The free list per order in the report (Node … Normal: …) shows whether small pieces were left."
	f.Evidence = []int{n, x.find("Node 0 "), x.find("Normal: "), x.culpritLine()}
	f.claim(says("page allocation failure", n), x.subjectRan())
	return true
}

func atomicAllocation(x *exam, f *draft) bool {
	order, mode, n := x.order()
	if order < 0 || !strings.Contains(mode, "GFP_ATOMIC") && !strings.Contains(mode, "GFP_NOWAIT") {
		return false
	}
	f.Text = fmt.Sprintf("%s asked for memory where it must not wait (%s, order %d), and the reserve was empty.", subject(x), mode, order)
	f.Next = "Such an allocation may always fail: the code must cope. If it comes often, raise vm.min_free_kbytes, or allocate in advance where sleeping is allowed."
	f.Evidence = []int{n, x.culpritLine()}
	f.claim(says("page allocation failure", n), x.subjectRan())
	return true
}

func allocationFailed(x *exam, f *draft) bool {
	order, mode, n := x.order()
	f.Text = fmt.Sprintf("An allocation in %s failed.", subject(x))
	if order >= 0 {
		f.Text = fmt.Sprintf("An allocation of %d KiB (order %d, %s) in %s failed.", x.pageKB()<<order, order, mode, subject(x))
	}
	f.Next = "Check that the caller handles the failure. The memory table in the report tells whether memory was used up (free near min) and by what."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(reported(max(n, x.headLine())), x.subjectRan())
	return true
}

// tooBig: the page allocator warns about an order beyond its maximum.
func tooBig(x *exam, f *draft) bool {
	if len(x.chain) == 0 {
		return false
	}
	w := word(x.chain[0].Function)
	if !strings.HasPrefix(w, "alloc_pages") && !strings.HasPrefix(w, "alloc_frozen_pages") && !strings.Contains(x.c.Source, "mm/page_alloc.c") {
		return false
	}
	if !strings.HasPrefix(w, "alloc_") {
		return false
	}
	f.Text = fmt.Sprintf("%s asked for more memory in one piece than the kernel can ever give (kmalloc() ends at a few MiB).", subject(x))
	f.Next = "Check where the size comes from: not limited when it came from user space or hardware, or negative before it was made unsigned. For real need use kvmalloc() or vmalloc()."
	f.Evidence = []int{x.headLine(), x.culpritLine(), x.pcLine()}
	if len(x.chain) > 1 && slices.Contains(slabPages, word(x.chain[1].Function)) {
		f.Text = fmt.Sprintf("%s asked for an object with flags that the page allocator does not take for its page. This suggests __GFP_NOFAIL together with flags by which it may fail, because nobody may wait (GFP_ATOMIC, GFP_NOWAIT, no __GFP_DIRECT_RECLAIM).", subject(x))
		f.Next = "Look at the flags of that allocation, and what they are combined from: what must not fail has to be allowed to wait (GFP_KERNEL or GFP_NOFS with __GFP_NOFAIL); else handle its failure."
	}
	return true
}

// slabPages take the pages that objects lie in: how many, the cache decides.
var slabPages = []string{"new_slab", "allocate_slab", "alloc_slab_page", "___slab_alloc", "cache_grow_begin", "cache_alloc_refill"}
