package triage

import "testing"

// What Rust says of itself, in the forms before and since 1.73 (library/core: PanicInfo).
func TestRustPanics(t *testing.T) {
	const behind = "------------[ cut here ]------------\nkernel BUG at rust/helpers.c:34!\nInternal error: Oops - BUG: 0 [#1] SMP ARM\n" +
		"CPU: 0 PID: 61 Comm: insmod Not tainted 6.6.0 #1\nPC is at rust_helper_BUG+0x8/0xc\nLR is at rust_begin_unwind+0x50/0x54\n" +
		" rust_helper_BUG from rust_begin_unwind+0x50/0x54\n rust_begin_unwind from _RNvNtCs1_4core9panicking9panic_fmt+0x20/0x24\n" +
		" _RNvNtCs1_4core9panicking9panic_fmt from _RNvMCs1_5pumpdNtB2_5Pumpd4init+0x44/0x90 [pumpd]\n" +
		" _RNvMCs1_5pumpdNtB2_5Pumpd4init [pumpd] from do_one_initcall+0x58/0x1d8\n---[ end trace 0000000000000000 ]---\n"
	for first, want := range map[string][2]string{
		"rust_kernel: panicked at drivers/misc/pumpd.rs:31:9:\nindex out of bounds: the len is 3 but the index is 7\n": {
			"at drivers/misc/pumpd.rs:31, in what <pumpd::Pumpd>::init [pumpd] ran: index out of bounds: the len is 3 but the index is 7. ", "Find where the index comes from"},
		"rust_kernel: panicked at 'attempt to multiply with overflow', drivers/misc/pumpd.rs:31:9\n": {
			"at drivers/misc/pumpd.rs:31, in what <pumpd::Pumpd>::init [pumpd] ran: attempt to multiply with overflow. ", "CONFIG_RUST_OVERFLOW_CHECKS"},
		"rust_kernel: panicked at drivers/misc/pumpd.rs:31:9:\n": {"ran. The panic handler", "Read the source"},
	} {
		c := readAll(first + behind)[0]
		silent(t, found(c, "rust-panic").Text+found(c, "rust-panic").Next, nil, want[0], want[1])
		if c.Source != "drivers/misc/pumpd.rs:31" {
			t.Errorf("%q: the source is %q", first, c.Source)
		}
	}
}
