package blame

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// TestOutsider: what the kernel's own code fell over while it worked for a module from
// outside its tree was handed in by that. A module of the tree, and one that is behind a
// request, a fault or an interrupt of its own, is not blamed for that.
func TestOutsider(t *testing.T) {
	for _, c := range []struct{ chain, flags, want string }{
		{"kernfs_find_ns device_del platform_device_del out[bench] proc_reg_write", "OE", "out"},
		{"kernfs_find_ns device_del platform_device_del out[bench] proc_reg_write", "E", "kernfs_find_ns"},
		{"enqueue_to_backlog netif_rx_internal netif_rx out[bench]", "O", "out"},
		{"__do_fault do_fault handle_mm_fault exc_page_fault out[bench]", "OE", "__do_fault"},
		{"ip_rcv process_backlog napi_poll net_rx_action out[bench]", "OE", "ip_rcv"},
		{"fs_do notifier_call_chain blocking_notifier_call_chain out[bench]", "OE", "fs_do"},
		{"apparmor_socket_sendmsg security_socket_sendmsg __sock_sendmsg sock_sendmsg kernel_sendmsg out[bench]", "OE", "out"},
		{"ext4_a ext4_b ext4_c ext4_d ext4_e vfs_write kernel_write out[bench]", "OE", "ext4_a"},
		{"fs_do other[ext4] out[bench]", "OE", "fs_do"},
	} {
		k := &crash.Crash{Class: "null-deref", Die: 1, Chain: chainOf(c.chain), Modules: []crash.Module{{Name: "ext4"}, {Name: "bench", Flags: c.flags}}}
		k.Dump = arch.Dump{Bits: 64, PC: k.Chain[0].Symbol, Fault: arch.Fault{Address: 0x40, HasAddress: true}}
		k.Culprit = culprit(k)
		if k.Culprit.Function != c.want {
			t.Errorf("%s: got %+v, want %q", c.chain, k.Culprit, c.want)
		}
		if where := place(k); c.want == "out" && where != k.Chain[0].Function+" for out [bench]" {
			t.Errorf("%s: the title says %q", c.chain, where)
		}
	}
}
