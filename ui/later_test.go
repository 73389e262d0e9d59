package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/export"
)

// A clock is the time of a test, which it sets itself.
type clock struct{ at time.Time }

func clocked(t *testing.T, w, h int) (*app, *bench, *clock) {
	a, b := testApp(t, w, h)
	c := &clock{time.Date(2026, 3, 28, 11, 39, 0, 0, time.UTC)}
	a.now = func() time.Time { return c.at }
	return a, b, c
}

// feed gives bytes to a decoder and what it says to the screen, as a live line does.
func (c *clock) feed(a *app, d *parse.Decoder, after time.Duration, text string) {
	c.at = c.at.Add(after)
	b := d.Feed([]byte(strings.ReplaceAll(text, "\n", "\r\n")), c.at)
	a.carry(a.receive(&b))
	a.Update(tickMsg{})
}

// idle lets time pass on a line from which nothing comes.
func (c *clock) idle(a *app, d *parse.Decoder, after time.Duration) {
	c.at = c.at.Add(after)
	b := d.Idle(c.at)
	a.carry(a.receive(&b))
	a.Update(tickMsg{})
}

const warning = `[   10.000000] ------------[ cut here ]------------
[   10.000001] WARNING: CPU: 0 PID: 7 at drivers/misc/x.c:12 x_poll+0x1c/0x40 [x]
[   10.000002] Modules linked in: x(O)
[   10.000003] CPU: 0 PID: 7 Comm: sh Tainted: G           O      5.10.0 #1
[   10.000004] Call Trace:
[   10.000005]  x_poll+0x1c/0x40 [x]
[   10.000006]  vfs_write+0x10/0x20
[   10.000007] ---[ end trace 0123456789abcdef ]---
`

const death = `[   20.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010
[   20.000001] #PF: supervisor read access in kernel mode
[   20.000002] Oops: 0000 [#1] SMP
[   20.000003] CPU: 0 PID: 7 Comm: sh Tainted: G        W  O      5.10.0 #1
[   20.000004] RIP: 0010:x_poll+0x1c/0x40 [x]
[   20.000005] Call Trace:
[   20.000006]  vfs_write+0x10/0x20
[   20.000007] ---[ end trace 0123456789abcdef ]---
[   20.000008] Kernel panic - not syncing: Fatal exception
[   20.000009] ---[ end Kernel panic - not syncing: Fatal exception ]---
`

const reboot = `U-Boot 2021.01 (Jan 01 2021)
[    0.000000] Linux version 5.10.0 (a@b) #1 SMP
[    0.100000] one
`

// What is past is told in the past, everywhere: the machine that halted was
// restarted since.
func TestAHaltedBoardThatWasRestarted(t *testing.T) {
	a, _, c := clocked(t, 200, 50)
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "[    1.000000] up\n"+death)
	sees(t, a, "Halted: needs a reset or power cycle.", "PANIC  halted")
	if got := a.book.Worst(); got != parse.Panic {
		t.Errorf("the worst of this boot is %v", got)
	}
	c.idle(a, d, 5*time.Second)
	c.idle(a, d, 5*time.Second)
	c.feed(a, d, 10*time.Second, reboot)
	sees(t, a, "Halted; the board was restarted 11:39:20 (boot 2).", "PANIC  restarted", "stayed halted")
	lacks(t, a, "needs a reset", "The machine is dead")
	if got := a.book.Worst(); got != 0 {
		t.Errorf("the worst of this boot is %v", got)
	}
	if view := a.crash.View(); !strings.Contains(view, "\x1b[0;38;5;248mrestarted") {
		t.Errorf("what is past is not dim: %q", view)
	}
	for _, write := range []func(*parse.Crash, export.Options) string{export.Summary, export.Text, export.Markdown} {
		words := strings.Join(strings.Fields(strings.ReplaceAll(write(a.book.Selected.Crash, export.Options{NoRaw: true}), "\\", "")), " ")
		if !strings.Contains(words, "Halted; the board was restarted 11:39:20 (boot 2).") || strings.Contains(words, "needs a reset") {
			t.Errorf("written down: %s", words)
		}
	}
	a.press("L")
	sees(t, a, "boot 1 5.10.0 · restarted 11:39:20 (boot 2)")
}

// Nobody says that a machine runs because nothing came.
func TestASilentBoardIsNotCalledRunning(t *testing.T) {
	a, _, c := clocked(t, 200, 50)
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "[    1.000000] up\n"+warning)
	lacks(t, a, "running", "goes on.")
	c.idle(a, d, time.Minute)
	sees(t, a, "Not fatal by itself; nothing printed since 11:39:00.", "silent")
	lacks(t, a, "running")
	c.feed(a, d, 5*time.Second, "[   75.000000] eth0: up\n")
	sees(t, a, "Still running.", "WARNING  running")
	c.idle(a, d, time.Minute)
	sees(t, a, "Went on; nothing printed since 11:40:05.")
	lacks(t, a, "running")
	c.feed(a, d, time.Second, death)
	a.press("C")
	sees(t, a, "crash 1/2", "died of the report at line 11")
	lacks(t, a, "running")
}

// Of a capture nothing is said as if more came, and no clock is made up.
func TestAnOldCaptureIsToldInThePast(t *testing.T) {
	a, b, _ := clocked(t, 200, 50)
	d := parse.New(parse.Options{Lines: true})
	for _, text := range []string{"[    1.000000] up\n", warning, "[   11.000000] eth0: up\n", death, reboot} {
		batch := d.Feed([]byte(text), time.Time{})
		a.carry(a.receive(&batch))
	}
	batch := d.Close()
	a.carry(a.receive(&batch))
	b.link.State, b.link.Writable = Over, false
	_, cmd := a.Update(overMsg{})
	a.carry(cmd)
	sees(t, a, "crash 1/2", "Went on; died of the report at line 11; the board was restarted at line 21 (boot")
	a.press("c")
	sees(t, a, "crash 2/2", "Went down; the board restarted at line 21 (boot 2).")
	lacks(t, a, "Still running", "1970", "00:00")
}

// Where there is room for one reason it is the one that tells most, not what is
// known of the boot before, and the copied summary has the same one.
func TestTheOneReasonIsTheMostTelling(t *testing.T) {
	a, _, c := clocked(t, 80, 24)
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "[    1.000000] up\n"+strings.ReplaceAll(death, "[#1]", "[#2]"))
	c.idle(a, d, time.Minute)
	a.press("tab", "z")
	sees(t, a, "read offset 0x10 of a NULL pointer")
	const why = "x_poll [x] read offset 0x10 of a NULL pointer"
	r := a.book.Selected
	if f := r.Findings[0]; !strings.HasPrefix(f.Text, why) {
		t.Errorf("the first reason is %q", f.Text)
	}
	if s := export.Summary(r.Crash, export.Options{}); !strings.Contains(s, "why        "+why) {
		t.Errorf("the summary: %s", s)
	}
	md := export.Markdown(r.Crash, export.Options{})
	if first, second := strings.Index(md, "1. x\\_poll"), strings.Index(md, "oops #2 of this boot"); first < 0 || second < first {
		t.Errorf("the report begins with another reason: %s", md)
	}
}

// What stands behind a report in a capture may be a bug tracker's text: only a line
// of the kernel shows that the machine went on.
func TestWordsBehindAReportAreNoLife(t *testing.T) {
	a, b, _ := clocked(t, 200, 50)
	b.link = Link{Name: "bug.txt", State: Up}
	a.followLink()
	d := parse.New(parse.Options{Lines: true})
	batch := d.Feed([]byte(warning+"```\nThis happens every day.\n"), time.Time{})
	a.carry(a.receive(&batch))
	batch = d.Close()
	a.carry(a.receive(&batch))
	sees(t, a, "Not fatal by itself.")
	b.link.State = Over
	_, cmd := a.Update(overMsg{})
	a.carry(cmd)
	sees(t, a, "Not fatal by itself; no line of the kernel follows.")
}

// A crash that came before the terminal told its size, or while it was too narrow,
// is not announced any more once it is shown.
func TestACrashThatIsShownIsNotAnnounced(t *testing.T) {
	a, _, c := clocked(t, 0, 0)
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "[    1.000000] up\n"+death)
	if a.notice.text == "" {
		t.Fatal("the crash was not announced where nothing is shown")
	}
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	sees(t, a, "crash 1/1 · null-deref", "NORMAL")
	lacks(t, a, "new crash")
	a.Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	c.feed(a, d, 20*time.Second, reboot)
	c.feed(a, d, time.Second, death)
	sees(t, a, "new crash 2", "shows it")
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	sees(t, a, "crash 2/2")
	lacks(t, a, "new crash")
}
