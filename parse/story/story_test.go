package story_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/story"
)

// A log is written line by line, a millisecond apart.
type log struct {
	strings.Builder
	ms   int
	late int // seconds behind it
}

func (l *log) put(lines ...string) {
	for _, s := range lines {
		l.ms++
		fmt.Fprintf(l, "[%5d.%06d] %s\n", l.late+l.ms/1000, l.ms%1000*1000, s)
	}
}

func (l *log) wait(seconds int) { l.ms += seconds * 1000 }

// trace is a call trace of x86, as all of them print it.
func (l *log) trace(functions string) {
	l.put("Call Trace:", " <TASK>")
	for _, f := range strings.Fields(functions) {
		name, module, in := strings.Cut(f, "@")
		if in {
			module = " [" + module + "]"
		}
		l.put(" " + name + "+0x10/0x40" + module)
	}
	l.put(" </TASK>")
}

func (l *log) oops(n, cpu int, comm string, pid int, functions string) {
	first, _, _ := strings.Cut(functions, " ")
	name, module, in := strings.Cut(first, "@")
	if in {
		module = " [" + module + "]"
	}
	l.put("BUG: kernel NULL pointer dereference, address: 0000000000000010", "#PF: supervisor read access in kernel mode",
		"#PF: error_code(0x0000) - not-present page", fmt.Sprintf("Oops: 0000 [#%d] PREEMPT SMP", n),
		fmt.Sprintf("CPU: %d PID: %d Comm: %s Not tainted 6.1.0 #1", cpu, pid, comm), "RIP: 0010:"+name+"+0x10/0x40"+module,
		"RSP: 0018:ffffc90000003e98 EFLAGS: 00010246")
	l.trace(functions)
	l.put("---[ end trace 0000000000000000 ]---")
}

// unmounted is what an unmount says of a name that is still in use.
func unmounted(disk string) func(*log) {
	return func(l *log) {
		l.put("BUG: Dentry 000000005a78a3ec{i=0,n=level}  still in use (1) [unmount of ext4 "+disk+"]", "WARNING: CPU: 0 PID: 231 at fs/dcache.c:1536 umount_check+0x84/0x9c",
			"CPU: 0 PID: 231 Comm: pump Not tainted 6.12.0 #1")
		l.trace("umount_check d_walk shrink_dcache_for_umount generic_shutdown_super kill_anon_super deactivate_locked_super")
	}
}

func (l *log) warn(cpu int, comm string, pid int, functions string) {
	first, _, _ := strings.Cut(functions, " ")
	name, _, _ := strings.Cut(first, "@")
	l.put("------------[ cut here ]------------", fmt.Sprintf("WARNING: CPU: %d PID: %d at kernel/x.c:12 %s+0x10/0x40", cpu, pid, name),
		fmt.Sprintf("CPU: %d PID: %d Comm: %s Tainted: G      D            6.1.0 #1", cpu, pid, comm), "RIP: 0010:"+name+"+0x10/0x40")
	l.trace(functions)
	l.put("---[ end trace 0000000000000000 ]---")
}

func (l *log) hung(comm string, pid int, functions string) {
	l.put(fmt.Sprintf("INFO: task %s:%d blocked for more than 120 seconds.", comm, pid), "      Tainted: G      D            6.1.0 #1",
		`"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.`,
		fmt.Sprintf("task:%s            state:D stack:0     pid:%d  ppid:1      flags:0x00004000", comm, pid))
	l.trace(functions)
}

func (l *log) lockup(cpu int, comm string, pid int, functions string) {
	first, _, _ := strings.Cut(functions, " ")
	name, module, in := strings.Cut(first, "@")
	if in {
		module = " [" + module + "]"
	}
	l.put(fmt.Sprintf("watchdog: BUG: soft lockup - CPU#%d stuck for 22s! [%s:%d]", cpu, comm, pid), "Modules linked in: pump(O)",
		fmt.Sprintf("CPU: %d PID: %d Comm: %s Tainted: G      D            6.1.0 #1", cpu, pid, comm), "RIP: 0010:"+name+"+0x10/0x40"+module,
		"RSP: 0018:ffffc90000003e98 EFLAGS: 00000246")
	l.trace(functions)
}

// asleep is the scheduler's complaint of a task with this preempt count.
func asleep(comm string, pid int, count string) func(*log) {
	return func(l *log) {
		l.put(fmt.Sprintf("BUG: scheduling while atomic: %s/%d/%s", comm, pid, count), fmt.Sprintf("CPU: 0 PID: %d Comm: %s Not tainted 6.1.0 #1", pid, comm))
		l.trace("dump_stack_lvl __schedule_bug __schedule schedule pump_wait_" + count + " vfs_read")
	}
}

// starved is an allocation that failed, oomed one for which a process was killed.
func starved(comm string, pid int) func(*log) {
	return func(l *log) {
		l.put(comm+": page allocation failure: order:0, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null),cpuset=/,mems_allowed=0", fmt.Sprintf("CPU: 0 PID: %d Comm: %s Not tainted 6.1.0 #1", pid, comm))
		l.trace("dump_stack_lvl warn_alloc __alloc_pages pump_grow@pump vfs_write")
		l.put("Mem-Info:", "active_anon:1 inactive_anon:2 isolated_anon:0")
	}
}

func oomed(comm string, pid, victim int, name string) func(*log) {
	return func(l *log) {
		l.put(comm+" invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", fmt.Sprintf("CPU: 0 PID: %d Comm: %s Not tainted 6.1.0 #1", pid, comm))
		l.trace("dump_stack_lvl dump_header oom_kill_process out_of_memory __alloc_pages handle_mm_fault")
		l.put("Mem-Info:", fmt.Sprintf("Out of memory: Killed process %d (%s) total-vm:436360kB, anon-rss:434172kB, file-rss:4kB, shmem-rss:1344kB, UID:0 pgtables:884kB oom_score_adj:0", victim, name))
	}
}

// read decodes a log and tells its story, as a scan of a file does.
func read(t *testing.T, text string) []*parse.Crash {
	t.Helper()
	d, k := parse.New(parse.Options{}), story.Keeper{Wait: true}
	b := d.Feed([]byte(text), time.Time{})
	crashes := k.Put(b.Crashes, b.Boots)
	b = d.Close()
	return append(append(crashes, k.Put(b.Crashes, b.Boots)...), k.Rest(b.Heard)...)
}

// TestEchoes: the second report of each log follows from the first, for the reason
// that is told.
func TestEchoes(t *testing.T) {
	died := func(l *log) { l.oops(1, 0, "pump", 231, "pump_read@pump vfs_read ksys_read") }
	held := func(l *log) { died(l); l.put("note: pump[231] exited with preempt_count 1") }
	for _, c := range []struct {
		name          string
		first, second func(*log)
		kind          crash.EchoKind
		why           string
	}{
		{"its own exit", died, func(l *log) { l.warn(0, "pump", 231, "check_flush exit_files do_exit make_task_dead") },
			crash.OfVictim, "on its way out: exit_files() is in the call chain"},
		{"the exit of another", died, func(l *log) { l.warn(0, "cat", 232, "check_flush exit_files do_exit do_group_exit") }, "", ""},
		{"the same task", died, func(l *log) { l.oops(2, 0, "pump", 231, "fput_check task_work_run") }, crash.OfVictim, "pump[231] again"},
		{"another task", died, func(l *log) { l.oops(2, 0, "cat", 300, "tty_poke tty_write") }, "", ""},
		{"inside its report", died, func(l *log) { l.oops(2, 0, "pump", 231, "hook notify_die die oops_end") }, crash.InReport, "while it reported the death of line 1"},
		{"a lock of its module", died, func(l *log) { l.wait(120); l.hung("cat", 240, "__schedule schedule __mutex_lock pump_open@pump") },
			crash.WaitsFor, "what a killed task holds is never given back"},
		{"a lock of another module", died, func(l *log) { l.wait(120); l.hung("cat", 240, "__schedule schedule __mutex_lock valve_open@valve") }, "", ""},
		{"a spinlock that was held", held, func(l *log) {
			l.lockup(1, "cat", 240, "native_queued_spin_lock_slowpath _raw_spin_lock pump_open@pump")
		}, crash.WaitsFor, "exited with preemption off"},
		{"a loop", held, func(l *log) { l.lockup(1, "cat", 240, "valve_poll@valve valve_read@valve") }, "", ""},
		{"a count of entries", died, func(l *log) { l.warn(0, "swapper/0", 0, "ct_kernel_exit.constprop.0 ct_idle_enter do_idle") }, crash.Unwound, "ct_kernel_exit() checks"},
		{"a count on another CPU", died, func(l *log) { l.warn(3, "swapper/3", 0, "ct_kernel_exit.constprop.0 ct_idle_enter do_idle") }, "", ""},
		{"the lock's owner", died, func(l *log) {
			l.put("BUG: spinlock lockup suspected on CPU#3, cat/329", " lock: 0xffffffc07bed2e00, .magic: dead4ead, .owner: pump/231, .owner_cpu: 0")
			l.trace("spin_dump do_raw_spin_lock valve_poll@valve")
		}, crash.WaitsFor, "held by pump[231], which the oops of line 1 killed"},
		{"another owner", died, func(l *log) {
			l.put("BUG: spinlock lockup suspected on CPU#3, cat/329", " lock: 0xffffffc07bed2e00, .magic: dead4ead, .owner: pump/23, .owner_cpu: 0")
			l.trace("spin_dump do_raw_spin_lock valve_poll@valve")
		}, "", ""},
		{"the panic of init", func(l *log) {
			l.put("BUG: kernel NULL pointer dereference, address: 0000000000000010", "Oops: 0000 [#1] PREEMPT SMP", "RIP: 0010:pump_probe+0x10/0x40")
			l.trace("pump_probe do_one_initcall kernel_init")
			l.put("---[ end trace 0000000000000000 ]---")
		}, func(l *log) {
			l.put("usb 1-1: one", "usb 1-1: two", "usb 1-1: three", "usb 1-1: four") // right behind it the panic would be its own
			l.put("Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b")
		}, crash.GoingDown, "killed process 1"},
		{"a count that the scheduler set back", asleep("pump", 231, "0x00000002"), asleep("pump", 231, "0x00000000"), crash.Unwound, "set the count back when it complained of pump[231] at line 1"},
		{"a negative count", asleep("pump", 231, "0x00000201"), asleep("pump", 231, "0xfffffe01"), crash.Unwound, "below zero"},
		{"slept on an interrupt's stack", func(l *log) {
			l.put("BUG: scheduling while atomic: pump/231/0x00000102", "CPU: 1 PID: 231 Comm: pump Not tainted 6.1.0 #1")
			l.trace("dump_stack_lvl __schedule_bug __schedule schedule msleep pump_timer@pump call_timer_fn handle_softirqs ____do_softirq call_on_irq_stack do_softirq_own_stack")
		}, func(l *log) { l.oops(1, 0, "pump", 231, "get_random vfs_read ksys_read") }, crash.SameFault, "slept on the stack that its CPU has for interrupts"},
		{"the idle task sleeps", func(l *log) {
			l.put("BUG: scheduling while atomic: swapper/0/0/0x00000102", "CPU: 0 PID: 0 Comm: swapper/0 Not tainted 6.1.0 #1")
			l.trace("dump_stack_lvl __schedule_bug __schedule schedule msleep pump_timer@pump call_timer_fn handle_softirqs")
		}, func(l *log) {
			l.put("bad: scheduling from the idle thread!", "CPU: 0 PID: 0 Comm: swapper/0 Tainted: G        W 6.1.0 #1")
			l.trace("dump_stack_lvl dequeue_task_idle __schedule schedule msleep pump_timer@pump call_timer_fn handle_softirqs")
		}, crash.SameFault, "the same sleep is complained of once more"},
		{"another's count", asleep("cat", 77, "0x00000201"), asleep("pump", 231, "0xfffffe01"), "", ""},
		{"atomic again", asleep("pump", 231, "0x00000002"), asleep("pump", 231, "0x00000003"), crash.SameFault, "atomic still"},
		{"the OOM killer's victim", oomed("pump", 231, 77, "cat"), starved("cat", 77), crash.OfVictim, "cat[77], which the OOM killer chose"},
		{"out of memory before", oomed("pump", 231, 99, "dd"), starved("pump", 231), crash.SameFault, "no memory left already"},
		{"short of memory before", starved("pump", 231), oomed("pump", 231, 99, "dd"), crash.SameFault, "run short already at line 1"},
		{"another's memory", starved("cat", 77), oomed("pump", 231, 99, "dd"), "", ""},
		{"a report that a panic cut into", func(l *log) {
			l.hung("cp", 70, "__schedule schedule pump_wait@pump")
		}, func(l *log) {
			l.hung("cat", 77, "__schedule schedule valve_wait@valve")
			l.put("Kernel panic - not syncing: hung_task: blocked tasks")
		}, "", ""},
		{"out of panic", func(l *log) {
			l.oops(1, 0, "pump", 231, "pump_read@pump vfs_read")
			l.put("Kernel panic - not syncing: Fatal exception")
		}, func(l *log) { l.warn(0, "pump", 231, "smp_call_function_many_cond smp_send_stop panic") }, crash.GoingDown, "comes out of panic() itself"},
		{"the slab allocator", func(l *log) {
			l.put("=============================================================================", "BUG kmalloc-64 (Not tainted): Object already free",
				"-----------------------------------------------------------------------------", "Slab 0x00000000 objects=32 used=1 fp=0x0 flags=0x200",
				"CPU: 0 PID: 231 Comm: pump Not tainted 6.1.0 #1")
			l.trace("dump_stack_lvl object_err free_debug_processing __slab_free pump_release@pump")
		}, func(l *log) { l.oops(1, 1, "cat", 240, "get_partial_node ___slab_alloc __kmalloc valve_open@valve") }, crash.Broken, "inside the slab allocator"},
		{"the same unmount", unmounted("sda1"), func(l *log) {
			l.put("VFS: Busy inodes after unmount of sda1. Self-destruct in 5 seconds.  Have a nice day...")
		}, crash.SameFault, "the name that line 1 found in use keeps its inode"},
		{"another unmount", unmounted("sda1"), func(l *log) { l.put("VFS: Busy inodes after unmount of sdb1 (ext4)") }, "", ""},
		{"the same again", func(l *log) {
			l.warn(0, "pump", 231, "pump_check@pump pump_read@pump vfs_read ksys_read do_syscall_64")
		},
			func(l *log) { l.warn(1, "cat", 240, "pump_check@pump pump_read@pump vfs_read ksys_read do_syscall_64") }, crash.Repeated, "line 1 another time"},
		{"still there", func(l *log) { l.lockup(1, "cat", 240, "valve_poll@valve valve_read@valve") },
			func(l *log) { l.wait(24); l.lockup(1, "cat", 240, "cpu_relax valve_poll@valve valve_read@valve") }, crash.Stuck, "in valve_poll() again"},
		{"RCU's readers", func(l *log) {
			l.put("rcu: INFO: rcu_preempt self-detected stall on CPU", "rcu: \t1-....: (5250 ticks this GP) idle=1b4c/1/0x4000000000000000 softirq=100/100 fqs=2625",
				"CPU: 1 PID: 240 Comm: cat Not tainted 6.1.0 #1", "RIP: 0010:valve_poll+0x10/0x40 [valve]")
			l.trace("valve_poll@valve valve_read@valve")
		}, func(l *log) {
			l.wait(100)
			l.hung("umount", 250, "__schedule schedule schedule_timeout wait_for_completion __wait_rcu_gp synchronize_rcu kern_unmount")
		},
			crash.WaitsFor, "for RCU's readers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l log
			c.first(&l)
			if c.kind != crash.GoingDown {
				for range 30 { // what is between does not matter, but closes the first
					l.put("usb 1-1: new high-speed USB device")
				}
			}
			c.second(&l)
			all := read(t, l.String())
			if len(all) != 2 {
				t.Fatalf("%d reports in\n%s", len(all), l.String())
			}
			e := all[1].Echo
			if e.Kind != c.kind || !strings.Contains(e.Why, c.why) || e.Of != 0 && (e.Of != all[0].ID || e.First != all[0].First || len(e.Lines) == 0) {
				t.Errorf("%s: %+v", all[1].Title, e)
			}
		})
	}
}

// TestStory: the cause first, then what followed and why, then the rest, then the
// end, however that came.
// A kernel that faults while it prints an oops, in a die notifier on riscv for example,
// prints the first line of the new one and waits for the die lock for ever.
func TestAFaultInItsOwnReport(t *testing.T) {
	for _, tables := range []bool{false, true} {
		faultInItsOwnReport(t, tables)
	}
}

func faultInItsOwnReport(t *testing.T, tables bool) {
	t.Helper()
	for end, want := range map[string]crash.EchoKind{"": crash.InReport, "---[ end trace 0000000000000000 ]---": ""} {
		var l log
		l.put("Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1", "Oops [#1]", "CPU: 0 UID: 0 PID: 131 Comm: sh Not tainted 6.12.0-riscv64 #1",
			"epc : pump_read+0xe/0x1a [pump]", " ra : vfs_read+0x18/0x22", "[<ffffffff01e6b10e>] pump_read+0xe/0x1a [pump]", "[<ffffffff80314de4>] vfs_read+0xaa/0x3ba")
		if end != "" {
			l.put(end)
		}
		l.put("pump: notifier runs", "Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c2")
		if tables {
			l.put("Current sh pgtable: 4K pagesize, 57-bit VAs, pgdp=0x0000000083886000", "[00000000000001c2] pgd=0000000020e25801, p4d=0000000020e26c01, pud=0000000020e27001, pmd=0000000020e27401")
		}
		all := read(t, l.String())
		if len(all) != 2 || all[1].Echo.Kind != want || want != "" && !strings.Contains(all[1].Echo.Why, "before the report of line 1 had come to its end") {
			t.Errorf("with the end mark %q: %d reports, %+v", end, len(all), all[len(all)-1].Echo)
		}
	}
}

func TestStory(t *testing.T) {
	boot := func(l *log) {
		l.ms, l.late = 0, 0
		l.put("Linux version 6.1.0 (x@y) (gcc) #1 SMP", "Command line: console=ttyS0")
		l.ms, l.late = 0, 10
	}
	restart := func(l *log) { boot(l); l.put("usb 1-1: new high-speed USB device") }
	tell := func(l *log) { l.oops(1, 0, "pump", 231, "pump_read@pump vfs_read ksys_read") }
	for _, c := range []struct {
		name  string
		rest  func(*log)
		wants []string
	}{
		{"no word", restart, []string{"ended without a word: the board started again at line ", " (boot 2)."}},
		{"orderly", func(l *log) { l.put("reboot: Restarting system"); restart(l) }, []string{"The board was restarted at line "}},
		{"panic", func(l *log) {
			l.put("Kernel panic - not syncing: Fatal exception", "Rebooting in 5 seconds..")
			restart(l)
		},
			[]string{"ended in a panic, \"Fatal exception\" (line ", "and the board started again at line "}},
		{"the log ends in it", func(l *log) { l.put("Kernel panic - not syncing: Fatal exception", "Rebooting in 5 seconds..") },
			[]string{"restarts by itself after 5 s. The log ends before anything else came."}},
		{"halted", func(l *log) { l.put("Kernel panic - not syncing: Fatal exception") }, []string{"stays down until somebody resets it. The log ends"}},
		{"switched off", func(l *log) { l.wait(20); l.put("reboot: Power down") }, []string{"The kernel went on until it was told to switch the machine off (line 37)."}},
		{"told before it died", func(l *log) {
			l.wait(20)
			l.put("reboot: System halted")
			l.oops(2, 0, "pump", 240, "pump_read@pump vfs_read ksys_read")
		}, []string{"The log ends there"}},
		{"left to restart", func(l *log) { l.put("reboot: Restarting system", "reboot: machine restart") }, []string{"until it was told to restart (line 37)."}},
		{"goes on", func(l *log) { l.wait(20); l.put("usb 1-1: new high-speed USB device") }, []string{"The kernel went on: line 37 is its own and later. How it ended is not in the log."}},
		{"nothing more", func(*log) {}, []string{"The log ends there: what became of the machine is not in it."}},
		{"an echo", func(l *log) { l.warn(0, "pump", 231, "check_flush exit_files do_exit make_task_dead") },
			[]string{"It began with NULL pointer dereference in pump_read [pump] (line 23).", "Then WARNING in check_flush (line 37): it is pump[231]", "Before it, with no known link to it: WARNING in valve_check"}},
	} {
		var l log
		boot(&l)
		l.put("usb 1-1: new high-speed USB device", "usb 1-1: another")
		l.warn(0, "cat", 77, "valve_check@valve valve_read@valve vfs_read ksys_read do_syscall_64 entry_SYSCALL_64_after_hwframe")
		for l.ms < 20 {
			l.put("usb 1-1: new high-speed USB device")
		}
		tell(&l)
		c.rest(&l)
		all := read(t, l.String())
		if len(all) < 2 || all[0].Story == nil || all[1].Story != nil {
			t.Errorf("%s: %d crashes, and the story is not on the first: %+v", c.name, len(all), all)
			continue
		}
		for _, w := range c.wants {
			if got := all[0].Story.Text(); !strings.Contains(got, w) {
				t.Errorf("%s: %q is not in %q", c.name, w, got)
			}
		}
	}
}

// TestManyReports: of a boot that does nothing but warn the story stays short, and
// what is held back stays small.
func TestManyReports(t *testing.T) {
	var l log
	for i := range 200 {
		l.warn(0, "cat", 77, fmt.Sprintf("valve_check_%c%c a b c d e f", 'a'+i%20, 'a'+i/20))
	}
	d, k := parse.New(parse.Options{}), story.Keeper{Wait: true}
	out := 0
	for _, line := range strings.SplitAfter(l.String(), "\n") {
		b := d.Feed([]byte(line), time.Time{})
		got := k.Put(b.Crashes, b.Boots)
		out += len(got)
		if out == 0 && len(b.Crashes) > 0 && b.Crashes[0].ID > 64 {
			t.Fatal("64 crashes are held back, and more")
		}
		for _, c := range got {
			if c.Story != nil && (c.ID != 1 || c.Story.Untold == 0 || len(c.Story.Rows()) > 20) {
				t.Errorf("crash %d: a story of %d rows, %d untold", c.ID, len(c.Story.Rows()), c.Story.Untold)
			}
		}
	}
	b := d.Close()
	if out += len(k.Put(b.Crashes, b.Boots)) + len(k.Rest(b.Heard)); out != 200 {
		t.Errorf("%d crashes came out", out)
	}
}

// TestWhatIsStillComing is told at once, with what is known then.
func TestWhatIsStillComing(t *testing.T) {
	var l log
	l.oops(1, 0, "pump", 231, "pump_read@pump vfs_read ksys_read")
	l.warn(0, "pump", 231, "check_flush exit_files do_exit make_task_dead")
	d, k := parse.New(parse.Options{}), story.Keeper{}
	var all []*parse.Crash
	for _, b := range []parse.Batch{d.Feed([]byte(l.String()), time.Time{}), d.Close()} {
		for _, c := range b.Crashes {
			got := k.Put([]*parse.Crash{c}, b.Boots)
			if len(got) != 1 {
				t.Fatalf("%d crashes for one", len(got))
			}
			all = append(all, got...)
		}
	}
	if len(all) != 2 || all[0].Story == nil || all[0].Story.Follows() || all[1].Story == nil || len(all[1].Story.Led) != 1 || all[1].Story.Cause.ID != 1 {
		t.Fatalf("%+v", all)
	}
}

// A fault that came before a report had ended shows that it was cut, and is no sign of
// a machine that went on.
func TestCutByTheNextFault(t *testing.T) {
	oops := &crash.Crash{First: 10, Last: 40, Die: 1, Severity: crash.Oops, Task: crash.Task{Comm: "sh", PID: 7, Known: true}}
	head := &crash.Crash{First: 41, Last: 41, Severity: crash.Oops, Echo: crash.Echo{Kind: crash.InReport, First: 10}}
	for _, c := range []struct{ heard, want int }{{41, 0}, {0, 0}, {90, 90}} {
		got := story.Since([]*crash.Crash{oops, head}, story.Known{Heard: c.heard})[0]
		if got.Cut != 41 || got.Heard != c.want || got.Spoke != (c.want > 0) {
			t.Errorf("heard at %d: %+v", c.heard, got)
		}
	}
}

// The next death of the same task shows that the one before did not end it.
func TestTheSameTaskDiesAgain(t *testing.T) {
	sh, cat := crash.Task{Comm: "sh", PID: 7, Known: true}, crash.Task{Comm: "cat", PID: 8, Known: true}
	var all []*crash.Crash
	for i, task := range []crash.Task{sh, cat, sh, {Comm: "swapper/0", Known: true}, {Comm: "swapper/0", Known: true}} {
		all = append(all, &crash.Crash{First: 10 * (i + 1), Last: 10*(i+1) + 5, Die: i + 1, Severity: crash.Oops, Task: task})
	}
	for i, want := range []int{30, 0, 0, 0, 0} {
		if got := story.Since(all, story.Known{})[i].Again; got != want {
			t.Errorf("report %d: again at %d, want %d", i, got, want)
		}
	}
}
