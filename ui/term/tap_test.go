package term

import (
	"bytes"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
)

// tapped is a tap without a terminal, typing to a board of bytes.
func tapped(t *testing.T, preset string) (*Tap, *bytes.Buffer, *[]tea.Msg) {
	t.Helper()
	keys, err := keymap.New(preset)
	if err != nil {
		t.Fatal(err)
	}
	var board bytes.Buffer
	var told []tea.Msg
	p := NewTap(os.Stdin, keys, func(p []byte) error { board.Write(p); return nil })
	p.notify = func(m tea.Msg) { told = append(told, m) }
	p.Console(true)
	p.Expect(map[string]bool{"Leave": true, "SysRq": true, "Help": true}, false)
	return p, &board, &told
}

func TestKeysReachTheBoardByteForByte(t *testing.T) {
	for _, keys := range []string{
		"ls -l\r", "\x03", "\x1a", "\x1c", "\x13\x11", "\x7f\b", "\t", "\x00",
		"\x1b[A\x1b[B\x1b[C\x1b[D", "\x1bOA\x1bOH", "\x1b[1~\x1b[4~", "\x1b[11~", "\x1bOP",
		"\x1b[15;2~", "\x1bx", "\x1b\x1b[A", "\x1b[1;5C", "\x1b[1;5R", "grün", "\xff\x80", "串口", "\x9bA",
	} {
		p, board, _ := tapped(t, "")
		if ours := p.take([]byte(keys)); len(ours) > 0 {
			t.Errorf("%q: the screen took %q", keys, ours)
		}
		if board.String() != keys {
			t.Errorf("%q reached the board as %q", keys, board)
		}
	}
}

func TestSequencesInPieces(t *testing.T) {
	for _, keys := range []string{"\x1b[A", "\x1bOA", "\x1b[1;5C", "\x1b[15~"} {
		p, board, _ := tapped(t, "")
		for i := range len(keys) {
			p.take([]byte{keys[i]})
		}
		if board.String() != keys {
			t.Errorf("%q in pieces reached the board as %q", keys, board)
		}
	}
}

func TestALoneEscapeIsNotKept(t *testing.T) {
	p, board, _ := tapped(t, "")
	p.take([]byte{0x1b})
	p.release() // what the timer does
	if board.String() != "\x1b" {
		t.Errorf("the board got %q", board)
	}
}

func TestTheTerminalsAnswersStayHere(t *testing.T) {
	for _, answer := range []string{
		"\x1b[<64;10;5M", "\x1b[<0;10;5m", "\x1b[I", "\x1b[O", "\x1b[?62;1;6c", "\x1b[?2026;2$y",
		"\x1b[?1u", "\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1b]11;rgb:0/0/0\a", "\x1bP>|tmux 3.3a\x1b\\", "\x1b[M !!",
	} {
		p, board, _ := tapped(t, "")
		ours := p.take([]byte("a" + answer + "b"))
		if string(ours) != answer || board.String() != "ab" {
			t.Errorf("%q: board got %q, screen %q", answer, board, ours)
		}
	}
}

func TestExtendedKeysBecomePlainOnes(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[27u": "\x1b", "\x1b[99;5u": "\x03", "\x1b[13;2u": "\r", "\x1b[27;5;99~": "\x03",
		"\x1b[120;3u": "\x1bx", "\x1b[97;2u": "A", "\x1b[127u": "\x7f", "\x1b[32;5u": "\x00",
	} {
		p, board, _ := tapped(t, "")
		p.take([]byte(in))
		if board.String() != want {
			t.Errorf("%q reached the board as %q, want %q", in, board, want)
		}
	}
}

func TestThePrefix(t *testing.T) {
	for name, c := range map[string]struct {
		preset, in, board, ours string
		console                 bool
	}{
		"literal":             {"", "a\x14\x14b", "a\x14b", "\x14\x14", true},
		"break stays":         {"", "a\x14bc", "ac", "\x14b", true},
		"leave":               {"", "a\x14\x1bqq", "a", "\x14\x1bqq", false},
		"sysrq":               {"", "\x14Kt", "", "\x14Kt", false},
		"save stays":          {"", "\x14St", "t", "\x14S", true},
		"help":                {"", "\x14?", "", "\x14?", false},
		"unknown":             {"", "\x14\x1b[Zj", "j", "\x14\x1b[Z", true},
		"extended form":       {"", "\x1b[116;5ub", "", "\x14b", true},
		"picocom":             {"picocom", "a\x14\x01\x01b", "a\x14\x01b", "\x01\x01", true},
		"picocom break stays": {"picocom", "\x01\x1cx", "x", "\x01\x1c", true},
	} {
		p, board, _ := tapped(t, c.preset)
		ours := p.take([]byte(c.in))
		if board.String() != c.board || withoutMarks(ours) != c.ours || p.console != c.console {
			t.Errorf("%s: board %q screen %q typing %v", name, board, ours, p.console)
		}
	}
}

func TestEscapeBehindThePrefixLeaves(t *testing.T) {
	p, board, told := tapped(t, "")
	p.take([]byte("\x14\x1b"))
	p.release()
	if board.Len() > 0 || p.console || len(*told) != 1 || (*told)[0] != (LeaveMsg{}) {
		t.Errorf("board %q, typing %v, told %v", board, p.console, *told)
	}
}

func TestAPasteIsHandedOverWhole(t *testing.T) {
	p, board, told := tapped(t, "")
	p.take([]byte("a\x1b[200~line one\rline \x1b[31m\x14two"))
	p.take([]byte("\x1b[20"))
	p.take([]byte("1~b"))
	if board.String() != "ab" {
		t.Errorf("the board got %q", board)
	}
	if len(*told) != 1 || string((*told)[0].(PasteMsg).Text) != "line one\rline \x1b[31m\x14two" {
		t.Errorf("the screen got %q", *told)
	}
}

// A slow line may cut the end of a paste anywhere, and any bytes may come before it.
func TestAPasteEndsHoweverItComes(t *testing.T) {
	for _, text := range []string{"x", "", "x\x1b", "x\x1bO", "x\x1b[M", "x\x1b]", "\x1b[20", "\x1b[\x1b[201"} {
		whole := "\x1b[200~" + text + "\x1b[201~b"
		for cut := 7; cut < len(whole); cut++ {
			p, board, told := tapped(t, "")
			p.take([]byte(whole[:cut]))
			p.release() // what the timer would do
			p.take([]byte(whole[cut:]))
			if len(*told) != 1 || string((*told)[0].(PasteMsg).Text) != text || board.String() != "b" {
				t.Errorf("%q cut at %d: the screen got %q, the board %q", whole, cut, *told, board)
			}
		}
	}
}

func TestAPasteThatIsTooLongIsSaid(t *testing.T) {
	p, _, told := tapped(t, "")
	p.take([]byte("\x1b[200~" + strings.Repeat("x", MaxPaste) + "y\x1b[201~"))
	if m := (*told)[0].(PasteMsg); len(m.Text) != MaxPaste || !m.Cut {
		t.Errorf("%d bytes, cut: %v", len(m.Text), m.Cut)
	}
}

func FuzzTap(f *testing.F) {
	f.Add([]byte("a\x14b\x1b[A\x1b[200~x\x1b[201~"), uint8(3))
	f.Fuzz(func(t *testing.T, in []byte, cut uint8) {
		p, _, _ := tapped(t, "")
		for len(in) > 0 {
			n := min(int(cut%7)+1, len(in))
			p.take(in[:n])
			in = in[n:]
		}
	})
}

// The screen learns in their order of chords and of what was typed behind them,
// so that a view which a chord scrolled back goes to the end again.
func TestTypingIsToldInItsPlace(t *testing.T) {
	p, board, _ := tapped(t, "")
	ours := p.take([]byte("ls\x14\x1b[5~top\x14\x1b[5~\x14\x1b[5~x"))
	if want := "\x14\x1b[5~" + TypedMark + "\x14\x1b[5~\x14\x1b[5~" + TypedMark; string(ours) != want || board.String() != "lstopx" {
		t.Errorf("the screen got %q, the board %q", ours, board)
	}
	p.Expect(nil, true)
	p.Expect(nil, false) // a chord may be on its way
	if ours := p.take([]byte("ls")); string(ours) != TypedMark {
		t.Errorf("the screen got %q", ours)
	}
}

func withoutMarks(ours []byte) string {
	return strings.NewReplacer(TypedMark, "", TakenMark, "").Replace(string(ours))
}

// What was typed behind a chord that took the keys is the screen's until it has read all
// of it: a later key that went to the board by itself would overtake it.
func TestKeysBehindAChordAreNotOvertaken(t *testing.T) {
	p, board, _ := tapped(t, "")
	if ours := p.Take([]byte("a\x14?bc")); string(ours) != "\x14?bc"+TakenMark || board.String() != "a" {
		t.Fatalf("the screen got %q, the board %q", ours, board)
	}
	p.Console(true) // the screen did what the chord wants, and has b and c before it
	if ours := p.Take([]byte("d\x1b")); string(ours) != "d\x1b" || p.Taking() {
		t.Errorf("the screen got %q", ours)
	}
	p.Arrived() // with b and c, but not with d
	p.Console(true)
	if ours := p.Take([]byte("[A")); string(ours) != "[A"+TakenMark || board.String() != "a" {
		t.Errorf("the screen got %q, the board %q", ours, board)
	}
	p.Arrived()
	p.Console(true)
	if ours := p.Take([]byte("e")); !p.Taking() || board.String() != "ae" {
		t.Errorf("the screen got %q, the board %q", ours, board)
	}
}
