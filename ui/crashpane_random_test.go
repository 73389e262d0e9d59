package ui

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
	"oopscope/ui/uitest"
)

// Colours and attributes, the only escape sequences that may leave the pane.

// Whatever the board prints and however the pane is used, it draws h rows of w
// cells and nothing but text and colours reaches the terminal.
func TestCrashPaneSurvivesAnything(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	p := newCrashPane(NewTheme())
	for i := range rounds(150) {
		p.SetSize(rnd.Intn(130), rnd.Intn(64))
		if rnd.Intn(20) == 0 {
			p.SetSize(rnd.Intn(9), rnd.Intn(4))
		}
		p.SetCrash(randomCrash(rnd), randomFindings(rnd), hostile(rnd), rnd.Intn(2) == 0, hostile(rnd))
		for range 12 {
			moves := []func(){p.Up, p.Down, p.PageUp, p.PageDown, p.Top, p.Bottom, p.NextSection, p.PrevSection, p.Toggle,
				func() { p.Scroll(rnd.Intn(9) - 4) }, func() { p.Click(rnd.Intn(70) - 2) }, func() { p.SetFocused(rnd.Intn(2) == 0) },
				func() { p.SetSize(max(p.w+rnd.Intn(21)-10, 0), p.h) }}
			moves[rnd.Intn(len(moves))]()
			p.Target()
			checkCells(t, i, p)
		}
	}
	p.SetCrash(nil, nil, "", true, "")
	checkCells(t, -1, p)
}

func checkCells(t *testing.T, round int, p *crashPane) {
	t.Helper()
	view := p.View()
	if p.w == 0 || p.h == 0 {
		if view != "" {
			t.Fatalf("round %d: something drawn in no room", round)
		}
		return
	}
	rows := strings.Split(view, "\n")
	if len(rows) != p.h {
		t.Fatalf("round %d: %d rows, want %d", round, len(rows), p.h)
	}
	for y, r := range rows {
		if w := ansi.StringWidthWc(r); w != p.w {
			t.Fatalf("round %d: row %d is %d cells wide, want %d: %q", round, y, w, p.w, r)
		}
		uitest.Harmless(t, r)
	}
}

func hostile(rnd *rand.Rand) string {
	bits := []string{"foo", "pru0_comm_receive_msg", " ", " ", "\x1b]52;c;AAAA\a", "\x1b[2J", "\u202e", "é", "漢字", "\u200d", "👩\u200d👧", "\r", "\n", "\t",
		"\x9b31m", "\xff\xfe", "a_very_long_function_name_that_no_pane_can_show_in_one_row_whatever_it_does", "0xdeadbeef", "…", ""}
	var b strings.Builder
	for range rnd.Intn(12) {
		b.WriteString(bits[rnd.Intn(len(bits))])
	}
	return b.String()
}

func randomFindings(rnd *rand.Rand) (out []triage.Finding) {
	for range rnd.Intn(4) {
		out = append(out, triage.Finding{Rule: "r", Confidence: hostile(rnd), Text: strings.Repeat(hostile(rnd), 5), Evidence: []int{rnd.Intn(40) - 3}, Next: hostile(rnd)})
	}
	return out
}

func randomFrames(rnd *rand.Rand) (out []arch.Frame) {
	contexts := []string{"", arch.Task, arch.IRQ, arch.SoftIRQ, arch.NMI, arch.User, hostile(rnd)}
	for range rnd.Intn(30) {
		f := arch.Frame{Context: contexts[rnd.Intn(len(contexts))], Reliable: rnd.Intn(3) > 0, Line: rnd.Intn(90) - 5, FileLine: rnd.Intn(99)}
		f.Function, f.Module, f.HasOffset, f.Offset, f.Size = hostile(rnd), hostile(rnd), rnd.Intn(2) == 0, rnd.Uint64(), rnd.Uint64()
		if rnd.Intn(2) == 0 {
			f.File, f.Inlined = hostile(rnd), []arch.Inline{{Function: hostile(rnd), File: hostile(rnd), Line: 3}}
		}
		out = append(out, f)
	}
	return out
}

func randomCrash(rnd *rand.Rand) *parse.Crash {
	eff := rnd.Uint64()
	c := &parse.Crash{ID: rnd.Intn(3), Class: hostile(rnd), Severity: parse.Severity(rnd.Intn(9)), Title: hostile(rnd), First: rnd.Intn(9), Last: rnd.Intn(999),
		Open: rnd.Intn(2) == 0, Kernel: hostile(rnd), Machine: hostile(rnd), Banner: hostile(rnd), CPU: rnd.Intn(4) - 1, Die: rnd.Intn(3), Parent: rnd.Intn(2),
		Context: hostile(rnd), Source: hostile(rnd), Panic: hostile(rnd), Aftermath: hostile(rnd), Workqueue: hostile(rnd), Chain: randomFrames(rnd),
		Task: parse.Task{Comm: hostile(rnd), PID: rnd.Int(), Known: rnd.Intn(2) == 0}, LastUnloaded: []string{hostile(rnd)}}
	for range rnd.Intn(12) {
		s := hostile(rnd)
		c.Taint = append(c.Taint, parse.Taint{Flag: s, Meaning: hostile(rnd)})
		c.Modules = append(c.Modules, parse.Module{Name: s, Flags: hostile(rnd), State: hostile(rnd)})
		c.Facts = append(c.Facts, parse.Fact{Name: s, Value: hostile(rnd), Line: rnd.Intn(9)})
		c.Body = append(c.Body, parse.BodyLine{N: rnd.Intn(99), Raw: hostile(rnd), Text: s})
		c.Stacks = append(c.Stacks, parse.Stack{Role: s, Title: hostile(rnd), CPU: rnd.Intn(3) - 1, Frames: randomFrames(rnd)})
		c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: s, Value: rnd.Uint64(), Meaning: hostile(rnd)})
		c.Dump.Status = append(c.Dump.Status, arch.Flag{Name: s, Meaning: hostile(rnd)})
		c.Dump.Notes = append(c.Dump.Notes, arch.Note{Name: s, Value: hostile(rnd)})
		c.Dump.Code = append(c.Dump.Code, arch.Insn{Address: rnd.Uint64(), Bytes: hostile(rnd), Text: hostile(rnd), Trap: rnd.Intn(2) == 0, Effective: &eff})
		c.Dump.Operands = append(c.Dump.Operands, arch.Operand{Name: s, Value: rnd.Uint64(), Role: hostile(rnd), Shift: uint(rnd.Intn(9)), Line: rnd.Intn(9)})
		c.Dump.Origin = append(c.Dump.Origin, arch.Step{Register: s, Text: hostile(rnd), Insn: rnd.Intn(9) - 1})
		c.Dump.Stack = append(c.Dump.Stack, arch.StackWord{Address: rnd.Uint64(), Value: rnd.Uint64(), Line: rnd.Intn(9)})
		c.Quality.Problems = append(c.Quality.Problems, crash.Problem{Kind: crash.ProblemKind(s), Line: rnd.Intn(9), Text: s})
	}
	c.Dump.Bits = 32 * rnd.Intn(3)
	c.Dump.Fault = arch.Fault{Address: rnd.Uint64(), HasAddress: rnd.Intn(2) == 0, Access: hostile(rnd), Detail: hostile(rnd)}
	return c
}
