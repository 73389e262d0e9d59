package ui

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/paste"
	"oopscope/ui/say"
	"oopscope/ui/sysrq"
	"oopscope/ui/term"
)

// Everything that goes from the person to the board.

// send gives bytes to the board's queue, which never waits.
func (a *app) send(p []byte) {
	if !a.link.Writable {
		a.refuse("not sent: ")
		return
	}
	if err := a.toBoard(p); err != nil {
		a.sent(sentMsg{err: err})
	}
}

func (a *app) sent(m sentMsg) {
	switch {
	case errors.Is(m.err, link.ErrAway):
		a.complainWhile(func(l Link) bool { return l.State == Away }, "not sent: "+cell.Clean(m.err.Error()))
	case m.err != nil:
		a.complain("not sent: " + cell.Clean(m.err.Error()))
	case m.what != "":
		a.say(m.what)
	}
}

// literal sends the prefix key itself, unless the tap did.
func (a *app) literal() {
	if !a.tapped {
		a.send([]byte{keymap.Byte(a.keys.Prefix)})
	}
}

// typed sends a key that no tap took: it was typed in the moment between two
// modes.
func (a *app) typed(k tea.KeyPressMsg) {
	if b := term.KeyBytes(k, a.term.CursorKeys()); b != nil {
		a.send(b)
		a.backToEnd()
	}
}

// fromClipboard is text from the terminal's clipboard while the screen has the keys.
func (a *app) fromClipboard(text string) tea.Cmd {
	e, editing := a.overlay.(*edit.Note)
	switch {
	case editing:
		e.Insert(text)
	case a.line != nil:
		a.line.Insert(text)
	case a.typing:
		return a.pasteToBoard([]byte(text))
	default:
		a.say("pasted text goes to the board only while typing" + a.advice(a.keys.Normal.Type, "begins it"))
	}
	return nil
}

// pasteToBoard sends one line at once and asks before it sends several.
func (a *app) pasteToBoard(text []byte) tea.Cmd {
	a.backToEnd()
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\r"))
	text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r"))
	lines := bytes.Count(text, []byte("\r"))
	if lines == 0 {
		a.send(a.bracket(text))
		return nil
	}
	if !bytes.HasSuffix(text, []byte("\r")) {
		lines++
	}
	if a.pasting.Load() != nil {
		a.complain("not pasted: a paste is on its way, " + a.pasteWords())
		return nil
	}
	what := fmt.Sprintf("%d lines (%s)", lines, say.Size(int64(len(text))))
	a.line = edit.Confirm("paste "+what+" to the board?", func() tea.Cmd {
		return a.startPaste(a.bracket(text))
	})
	return nil
}

// askSize offers to tell the board how large its terminal is, which a serial
// line cannot. It is typed, so only a shell may be listening.
func (a *app) askSize() {
	a.startTyping()
	if !a.link.Writable {
		return
	}
	a.place() // the console may have been hidden by the crash pane
	cols, rows := a.boardSize()
	words := fmt.Sprintf("stty rows %d cols %d", rows, cols)
	where := "at the board's shell"
	if a.full() && !a.term.ByKey() {
		where = "although a program has the screen"
	}
	a.line = edit.Confirm(fmt.Sprintf("type \"%s\" %s?", words, where), func() tea.Cmd {
		a.send([]byte(words + "\r"))
		a.term.Resize(cols, rows)
		return nil
	})
}

func (a *app) showSysRq() {
	if !a.link.Writable {
		a.refuse("")
		return
	}
	a.overlay = sysrq.New(a.th, a.keys.Normal.Cancel, func(key byte, what string) tea.Cmd {
		return sendSysRq(a.cfg.Console, key, what)
	})
}

// offerTrigger is for links without BREAK: a shell can do the same.
func (a *app) offerTrigger(m noBreakMsg) {
	line := fmt.Sprintf("echo %c > /proc/sysrq-trigger", m.key)
	why, _, _ := strings.Cut(m.err.Error(), ";") // what to do instead is asked below
	a.complain("no BREAK sent: " + cell.Clean(why))
	if a.line != nil || a.overlay != nil { // what is being typed there is no answer
		return
	}
	a.line = edit.Confirm("type \""+line+"\" instead?", func() tea.Cmd {
		a.send([]byte(line + "\r"))
		return nil
	})
}

// ctrlC ends a paste before it reaches the board.
const ctrlC = 3

// startPaste sends text that somebody said yes to.
func (a *app) startPaste(text []byte) tea.Cmd {
	p := paste.New(text)
	a.pasting.Store(p)
	ctx, c := a.ctx, a.cfg.Console
	return func() tea.Msg {
		words, err := p.Run(ctx, c.Send)
		return pastedMsg{words, err}
	}
}

func (a *app) pasted(m pastedMsg) {
	a.pasting.Store(nil)
	a.sent(sentMsg(m))
}

// toBoard is for keys: Ctrl-C ends a paste before it gets to the board, whose command it
// then interrupts. It is called by who reads the keys, too.
func (a *app) toBoard(p []byte) error {
	if bytes.IndexByte(p, ctrlC) >= 0 {
		a.pasting.Load().Stop()
	}
	return a.cfg.Console.Send(p)
}

// pasteWords are what the last line shows while a paste is on its way.
func (a *app) pasteWords() string {
	p := a.pasting.Load()
	if p == nil {
		return ""
	}
	stops := a.advice(a.keys.Console.Files, "stops it")
	if a.typing {
		stops = " · " + keymap.Name(ctrlC) + " stops it"
	}
	return p.Words() + stops
}
