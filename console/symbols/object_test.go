package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/export"
	"oopscope/parse/triage"
)

// slubReport is SLUB's of an object that was allocated at a place of the session module.
func slubReport(t *testing.T, allocated string) *parse.Crash {
	t.Helper()
	row := " 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk\n"
	text := `[    0.000000] Linux version 6.1.0-toy (someone@somewhere) (gcc 12) #1 SMP Thu Jan 1 00:00:00 UTC 1970
[    2.000000] =============================================================================
[    2.000001] BUG kmalloc-64 (Tainted: G           OE     ): Poison overwritten
[    2.000002] -----------------------------------------------------------------------------
[    2.000003] 0xffff888003a1c718-0xffff888003a1c71b @offset=1816. First byte 0x41 instead of 0x6b
[    2.000004] Allocated in ` + allocated + ` [session] age=0 cpu=0 pid=96
[    2.000005]  ` + allocated + ` [session]
[    2.000006]  vfs_write+0xcf/0x450
[    2.000007] Freed in vfs_read+0xcf/0x450 age=44 cpu=0 pid=94
[    2.000008]  vfs_read+0xcf/0x450
[    2.000009] Slab 0xffffea00000e8700 objects=16 used=16 fp=0x0000000000000000 flags=0x100000000000200(slab|node=0|zone=1)
[    2.000010] Object 0xffff888003a1c700 @offset=1792 fp=0x0000000000000000
[    2.000011] 
[    2.000012] Object   ffff888003a1c700:` + row + `[    2.000013] Object   ffff888003a1c710:` + row +
		`[    2.000014] Object   ffff888003a1c720:` + row + `[    2.000015] Object   ffff888003a1c730:` + row +
		`[    2.000016] CPU: 0 PID: 96 Comm: sh Tainted: G    B      OE      6.1.0-toy #1
[    2.000017] Call Trace:
[    2.000018]  <TASK>
[    2.000019]  check_bytes_and_report+0x105/0x140
[    2.000020]  vfs_write+0xcf/0x450
[    2.000021]  </TASK>
[    2.000022] FIX kmalloc-64: Restoring Poison 0xffff888003a1c718-0xffff888003a1c71b=0x6b
`
	for c, err := range parse.Crashes(strings.NewReader(text)) {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("no crash")
	return nil
}

// TestObjectInC: the structure of a slab's object is what the result of its allocation was
// given to; without that, and where the size does not fit, nothing is said.
func TestObjectInC(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/session-amd64.ko", dir+"/session.ko")
	s := newTest(t, Sources{Modules: dir})
	for allocated, want := range map[string]string{
		"session_open+0x12/0x40": "struct session (56 bytes), allocated in session_open as s; its byte 0x18 is owner",
		"device_init+0x13/0x20":  "struct table (48 bytes), allocated in device_init as device->table; its byte 0x18 is slots[2]",
		"name_fill+0x12/0x40":    "", // bytes
	} {
		c := slubReport(t, allocated)
		if a := c.Allocation(); a != (crash.Allocation{Cache: "kmalloc-64", Size: 64, Byte: 24, HasByte: true}) {
			t.Errorf("the report's object is %+v", a)
		}
		out := s.Resolve(c)
		if got := out.Object.Words(); got != want {
			t.Errorf("%s allocated %q, want %q; %+v", allocated, got, want, out.Symbols)
		}
		text := strings.Join(strings.Fields(export.Text(out, export.Options{})), " ")
		if said := strings.Contains(text, "The object is a struct"); said != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%s: the text does not say it:\n%s", allocated, text)
		}
		if strings.HasPrefix(allocated, "session") {
			json := string(export.AppendJSON(nil, out, export.Options{}))
			if part := `"object":{"struct":"session","struct_size":"0x38","variable":"s","byte":24,"member":"owner","allocated":"session_open"}`; !strings.Contains(json, part) {
				t.Errorf("the JSON has no %s:\n%s", part, json)
			}
			if f := triage.Triage(out); len(f) == 0 || !strings.Contains(f[0].Text, "The object is a struct session; the byte 0x18 is its owner.") {
				t.Errorf("the findings are %+v", f)
			}
		}
	}
	small := slubReport(t, "session_open+0x12/0x40")
	for i := range small.Body {
		small.Body[i].Text = strings.ReplaceAll(small.Body[i].Text, "6b 6b 6b 6b 6b 6b 6b 6b  k", "6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b k")
	}
	small.Body = append(small.Body, small.Body[len(small.Body)-12:]...)
	if o := s.Resolve(small).Object; small.Allocation().Size == 64 || o != nil {
		t.Errorf("an object of %d bytes is %s", small.Allocation().Size, o.Words())
	}
}

// TestEntryOfACorruptList: what the entry lies in is said by the caller that has it as more
// than an entry.
func TestEntryOfACorruptList(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/session-amd64.ko", dir+"/session.ko")
	const text = `[    0.000000] Linux version 6.1.0-toy (someone@somewhere) (gcc 12) #1 SMP Thu Jan 1 00:00:00 UTC 1970
[    2.000001] list_del corruption, ffff888003a1c708->next is LIST_POISON1 (dead000000000100)
[    2.000002] ------------[ cut here ]------------
[    2.000003] kernel BUG at lib/list_debug.c:56!
[    2.000004] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
[    2.000005] CPU: 0 PID: 95 Comm: sh Tainted: G           OE      6.1.0-toy #1
[    2.000006] RIP: 0010:__list_del_entry_valid_or_report+0x76/0xf0
[    2.000007] Call Trace:
[    2.000008]  <TASK>
[    2.000009]  queue_remove+0xQR/0xSR [session]
[    2.000010]  session_close+0xQC/0xSC [session]
[    2.000011]  vfs_write+0xcf/0x450
[    2.000012]  </TASK>
[    2.000013] ---[ end trace 0000000000000000 ]---
`
	for c, err := range parse.Crashes(strings.NewReader(strings.NewReplacer("QR", "9", "SR", "30", "QC", "d", "SC", "15").Replace(text))) {
		if err != nil {
			t.Fatal(err)
		}
		out := newTest(t, Sources{Modules: dir}).Resolve(c)
		if got, want := out.Object.Words(), "struct session (56 bytes), s in session_close; the entry is its link"; got != want {
			t.Errorf("the entry is %q, want %q; %+v", got, want, out.Symbols)
		}
		const says = "The entry is the link of a struct session: s in session_close."
		if f := triage.Triage(out); len(f) == 0 || !strings.Contains(f[0].Text, says) {
			t.Errorf("the findings are %+v", f)
		}
		return
	}
	t.Fatal("no crash")
}
