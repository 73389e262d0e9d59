package ui

import (
	"bytes"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/logpane"
	"oopscope/ui/say"
	"oopscope/ui/sysrq"
	"oopscope/ui/term"
)

// Everything that goes from the person to the board.

func (a *app) startTyping() {
	if !a.link.Writable {
		a.refuse("")
		return
	}
	a.typing = true
	a.log.SetTyping(true)
	a.log.SetFilter(logpane.Filter{}) // or the board's answers would be hidden
	a.backToEnd()
	a.watchScreen()
}

func (a *app) stopTyping() {
	a.typing = false
	a.log.SetTyping(false)
	a.watchScreen()
}

// begin gives the keys to the board from the start, when that is the person's
// setting and the line takes any. A line that is away may.
func (a *app) begin() {
	if !a.cfg.Typing {
		return
	}
	a.typing = a.link.Writable || a.link.State == Away
	a.log.SetTyping(a.typing)
	a.watchScreen()
}

// backToEnd shows the place where typing goes.
func (a *app) backToEnd() {
	a.log.Follow()
	a.onCrash, a.zoom = false, a.zoom && !a.onCrash
}

// scrolledBack tells whether that place may be out of sight.
func (a *app) scrolledBack() bool { return !a.log.Following() || a.onCrash }

// prefixKey is the key behind the prefix, from every mode.
func (a *app) prefixKey(name string) tea.Cmd {
	a.prefix = false
	c := &a.keys.Console
	if rest, ok := strings.CutPrefix(name, "alt+"); ok && c.Leave.Is("esc") { // Esc and the next key in one read
		a.stopTyping()
		return a.normal(rest)
	}
	b, ok := a.keys.Behind(name)
	if !ok {
		a.warn(fmt.Sprintf("%s %s is no key%s", a.keys.Prefix, name, a.advice(c.Help, "shows all")))
		return nil
	}
	if act := behindPrefix[b.Name]; act != nil {
		return act(a)
	}
	return actions[b.Name](a)
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

// syncTap gives the keyboard to the board exactly while nothing else has it,
// and says what would take it.
func (a *app) syncTap() {
	if a.tap != nil {
		a.tap.Console(a.boardHasKeys())
		a.tap.Expect(a.takers(), a.scrolledBack())
	}
}

// takers are the actions behind the prefix that take the keys from the board if
// they are asked for now, by name. The tap must know before they are carried
// out: what is typed behind the chord may be in its hands already.
func (a *app) takers() map[string]bool {
	_, line := a.log.Line()
	r, frames, _ := a.selectedFrame()
	return map[string]bool{
		"Leave": true, "Quit": true, "Help": true, "List": true, "Search": true, "GoToLine": true,
		"SysRq": a.link.Writable, "TellSize": a.link.Writable,
		"Annotate": a.book.Selected != nil, "Mark": line,
		"View": a.cfg.Sources != nil && r != nil && len(frames) > 0,
	}
}

func (a *app) boardHasKeys() bool { return a.typing && a.overlay == nil && a.line == nil }

// writing tells whether a text is being written: the prefix is no way out then.
func (a *app) writing() bool {
	_, note := a.overlay.(*edit.Note)
	return note || a.line != nil && !a.line.YesNo
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

// pasted is text from the terminal's clipboard while the screen has the keys.
func (a *app) pasted(text string) tea.Cmd {
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
	what := fmt.Sprintf("%d lines (%s)", lines, say.Size(int64(len(text))))
	a.line = edit.Confirm("paste "+what+" to the board?", func() tea.Cmd {
		return paste(a.ctx, a.cfg.Console, a.bracket(text), "pasted "+what)
	})
	return nil
}

// deaf says why nothing can be typed now.
func (a *app) deaf() string {
	switch a.link.State {
	case Away:
		return "nothing to type to while the port is away; it is being waited for"
	case Over, Closed:
		return "nothing to type to: this is a capture, not a live line"
	}
	return "nothing to type to: bytes only come from here, none go back"
}

// send gives bytes to the board's queue, which never waits.
func (a *app) send(p []byte) {
	if !a.link.Writable {
		a.refuse("not sent: ")
		return
	}
	if err := a.cfg.Console.Send(p); err != nil {
		a.sent(sentMsg{err: err})
	}
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
