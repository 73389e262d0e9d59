package blame

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// chainOf reads a chain written down in a line: "?f" is a guess, "f[m]" lies
// in a module.
func chainOf(words string) (frames []arch.Frame) {
	for i, w := range strings.Fields(words) {
		name, guess := strings.CutPrefix(w, "?")
		name, module, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
		frames = append(frames, arch.Frame{
			Symbol:   arch.Symbol{Function: name, Module: module, HasOffset: true, Offset: 1, Size: 2},
			Reliable: !guess, Line: 100 + i,
		})
	}
	return frames
}

func TestCulprit(t *testing.T) {
	for _, c := range []struct {
		name, Class, chain, body, want string
		lr                             string
	}{
		{name: "the trapping function", Class: "null-deref", chain: "ring_push.constprop.0[bench] ring_io[bench]", want: "ring_push [bench]"},
		{name: "library call for its caller", Class: "bad-access", chain: "__memcpy tipc_send sock_sendmsg", want: "tipc_send"},
		{name: "lock in a freed structure", Class: "gpf", chain: "__lock_acquire lock_acquire _raw_spin_lock_bh l2cap_teardown", want: "l2cap_teardown"},
		{name: "a module's own kfree_all is no plumbing", Class: "null-deref", chain: "kfree_all[mine] f", want: "kfree_all [mine]"},
		{name: "nothing but plumbing is better than nothing", Class: "null-deref", chain: "rb_erase entry_SYSCALL_64", want: "rb_erase"},
		{name: "guesses when there is nothing else", Class: "exec-fault", chain: "?dump_stack ?hook_run[m]", want: "hook_run [m]"},
		{name: "leaf's caller only in the link register", Class: "bad-access", chain: "__memcpy bench_copy", lr: "copy_label", want: "copy_label"},
		{name: "kasan", Class: "kasan", chain: "dump_stack_lvl print_report kasan_report __asan_load8 list_del_init ath9k_stop", want: "ath9k_stop"},
		{name: "double free", Class: "kasan", chain: "dump_stack kasan_report_invalid_free kfree bcsp_close", want: "bcsp_close"},
		{name: "warning through a helper", Class: "warning", chain: "usb_submit_urb aiptek_open", want: "aiptek_open"},
		{name: "refcount", Class: "refcount", chain: "refcount_warn_saturate object_put", want: "object_put"},
		{name: "stall in a system call", Class: "rcu-stall",
			chain: "dump_stack nmi_cpu_backtrace rcu_dump_cpu_stacks update_process_times hrtimer_interrupt apic_timer_interrupt lock_is_held_type fetch_page kvm_vcpu_ioctl do_vfs_ioctl ksys_ioctl do_syscall_64",
			want:  "kvm_vcpu_ioctl"},
		{name: "stall in a module", Class: "soft-lockup", chain: "delay_tsc spin_ms.constprop.0[m] extra_write[m] proc_reg_write vfs_write", want: "spin_ms [m]"},
		{name: "waiting for another CPU", Class: "soft-lockup", chain: "smp_call_function_single rcu_barrier cleanup_fn process_one_work", want: "smp_call_function_single"},
		{name: "hung in a lock", Class: "hung-task", chain: "__schedule schedule __mutex_lock mutex_lock_nested mount_bdev udf_mount", want: "mount_bdev"},
		{name: "hung with everybody else", Class: "hung-task", chain: "__schedule schedule mutex_lock_nested rtnl_lock ipv6_close", want: "rtnl_lock"},
		{name: "lock order without a trace", Class: "lockdep", body: "x/1 is trying to acquire lock:\n (console_lock){+.+.}, at: [<ffffffff8160>] vcs_write+0x1/0x2\n", want: "vcs_write"},
		{name: "lock order through an interrupt", Class: "lockdep", chain: "dump_stack kill_fasync",
			body: "... which became HARDIRQ-irq-safe at:\n  lock_acquire+0x1/0x2\n  _raw_spin_lock_irqsave+0x1/0x2\n  input_event+0x7b/0xb0\n", want: "input_event"},
		{name: "smashed stack", Class: "stack-corruption", body: "", chain: "dump_stack panic __stack_chk_fail", want: "br_dev_xmit"},
		{name: "recursion", Class: "stack-overflow", chain: "memset walk tree walk tree walk tree", want: "walk"},
		{name: "busy pool", Class: "workqueue-stall", body: "workqueue events: flags=0x0\n    in-flight: 2178:refill_work_fn [shepherd] for 34s\n", want: "refill_work_fn [shepherd]"},
		{name: "nobody cared", Class: "irq-unhandled", body: "handlers:\n[<00000000a2bbd4b4>] usb_hcd_irq [usbcore]\n", chain: "dump_stack __report_bad_irq", want: "usb_hcd_irq [usbcore]"},
		{name: "transmit queue", Class: "net-watchdog", body: "NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out\n", chain: "dev_watchdog", want: " [fec]"},
		{name: "leak", Class: "memory-leak", chain: "kmem_cache_alloc sock_kmalloc do_setsockopt.isra.7", want: "do_setsockopt"},
		{name: "no root", Class: "no-rootfs", chain: "dump_stack panic mount_root", want: ""},
		{name: "empty", Class: "null-deref", want: ""},
	} {
		k := &crash.Crash{Class: c.Class, Chain: chainOf(c.chain)}
		if c.Class == "stack-corruption" {
			k.Panic = "stack-protector: Kernel stack is corrupted in: br_dev_xmit+0x1c/0x30"
		}
		for _, l := range strings.Split(c.body, "\n") {
			k.Body = append(k.Body, crash.BodyLine{Text: l})
		}
		if c.lr != "" {
			k.Dump.PCLine = k.Chain[0].Line
			k.Dump.LR = arch.Symbol{Function: c.lr}
		}
		got := culprit(k)
		text := got.Function
		if got.Module != "" {
			text += " [" + got.Module + "]"
		}
		if text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}

// A garbage PC has a name too: kallsyms prints the last symbol before it.
func TestCulpritOfGarbagePC(t *testing.T) {
	k := &crash.Crash{Class: "exec-fault", Chain: chainOf("bench_exit[m] hook_run[m]")}
	k.Chain[0].Offset, k.Chain[0].Size = 0x1814, 0x808
	if got := culprit(k); got.Function != "hook_run" {
		t.Errorf("blamed %q for a jump into data", got.Function)
	}
	k.Chain[0].Offset, k.Chain[0].Size = 0, 0xffffffffffffdec0
	if got := culprit(k); got.Function != "hook_run" {
		t.Errorf("blamed %q for a jump into data", got.Function)
	}
}

func crashAt(class, chain string) *crash.Crash {
	k := &crash.Crash{Class: class, Chain: chainOf(chain), Quality: crash.Quality{Complete: true}}
	k.Culprit = culprit(k)
	return k
}

func TestSignature(t *testing.T) {
	a := crashAt("null-deref", "parse_header.isra.0[bench] read_frame[bench] proc_reg_write vfs_write ksys_write do_syscall_64")
	b := crashAt("null-deref", "parse_header.constprop.0[bench] read_frame[bench] proc_reg_write vfs_write __arm64_sys_write el0_svc")
	b.CPU, b.Task.PID, b.Boot, b.Chain[0].Offset = 3, 99, 7, 2
	if sa, sb := sign(a), sign(b); sa != sb || sa.Exact == "" || sa.Bug == "" {
		t.Errorf("one crash on two boots: %v and %v", sa, sb)
	}
	c := crashAt("kasan", "dump_stack kasan_report parse_header[bench] bench_other[bench]")
	if sa, sc := sign(a), sign(c); sa.Exact == sc.Exact || sa.Bug != sc.Bug {
		t.Errorf("two symptoms of one bug: %v and %v", sa, sc)
	}
	other := crashAt("null-deref", "parse_trailer[bench] read_frame[bench]")
	if sa, so := sign(a), sign(other); sa.Exact == so.Exact || sa.Bug == so.Bug {
		t.Errorf("two bugs look the same: %v and %v", sa, so)
	}
}

func TestSignatureOfPoorReports(t *testing.T) {
	mixed := crashAt("null-deref", "f g h i j k")
	mixed.Quality.Problems = []crash.Problem{{Kind: crash.Interleaved}}
	if s := sign(mixed); s.Exact != "" || s.Bug == "" {
		t.Errorf("interleaved report: %v", s)
	}
	if s := sign(crashAt("gpf", "?f ?g")); s.Exact != "" {
		t.Errorf("nothing reliable: %v", s)
	}
	if s := sign(&crash.Crash{Class: "null-deref"}); s != (crash.Signature{}) {
		t.Errorf("nothing at all: %v", s)
	}
	root := func(dev string) crash.Signature {
		return sign(&crash.Crash{Class: "no-rootfs", Panic: "VFS: Unable to mount root fs on unknown-block(" + dev + ")"})
	}
	if a, b := root("0,0"), root("179,2"); a != b || a.Exact == "" {
		t.Errorf("one panic, two devices: %v and %v", a, b)
	}
}

func TestBareName(t *testing.T) {
	for in, want := range map[string]string{
		"f": "f", ".f": "f", "__pfx_f": "f", "f.isra.0": "f", "f.constprop.0.isra.0": "f", "f.part.3.cold": "f", "f.llvm.123": "f",
		"_ZN4core9panicking5panic17h0123456789abcdefE": "_ZN4core9panicking5panicE",
		"": "", ".": "",
	} {
		if got := bareName(in); got != want {
			t.Errorf("bareName(%q) = %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"__x64_sys_read", "__arm64_sys_read", "__se_sys_read", "ksys_read", "SyS_read", "sys_read", "compat_SyS_read"} {
		if got := canonical(in); got != "sys_read" {
			t.Errorf("canonical(%q) = %q", in, got)
		}
	}
}

func BenchmarkCulprit(b *testing.B) {
	k := &crash.Crash{Class: "kasan", Chain: chainOf("dump_stack_lvl print_report kasan_report _raw_spin_lock memcpy mutex_lock kfree list_del device_add kobject_put vsnprintf foo")}
	for b.Loop() {
		culprit(k)
	}
}
