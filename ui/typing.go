package ui

import (
	"bytes"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Everything that goes from the person to the board.

func (a *app) startTyping() {
	if !a.link.Writable {
		a.refuse("")
		return
	}
	a.typing, a.log.typing, a.onCrash = true, true, false
	a.log.SetFilter(filter{}) // or the board's answers would be hidden
	a.log.Follow()
	a.watchScreen()
}

func (a *app) stopTyping() {
	a.typing, a.log.typing = false, false
	a.watchScreen()
}

// prefixKey is the key behind the prefix, from every mode.
func (a *app) prefixKey(name string) tea.Cmd {
	a.prefix = false
	c := &a.keys.Console
	switch {
	case c.Literal.Is(name):
		if !a.tapped {
			a.send([]byte{keyByte(name)})
		}
	case c.Break.Is(name):
		return sendBreak(a.cfg.Console)
	case c.SysRq.Is(name):
		a.showSysRq()
	case c.Help.Is(name):
		a.showHelp()
	case c.FullScreen.Is(name):
		a.toggleFull()
	case c.TellSize.Is(name):
		a.askSize()
	case c.Quit.Is(name):
		return a.quit()
	case c.Leave.Is(name):
		a.stopTyping()
	case strings.HasPrefix(name, "alt+") && c.Leave.Is("esc"): // Esc and the next key in one read
		a.stopTyping()
		return a.normal(strings.TrimPrefix(name, "alt+"))
	default:
		a.warn(fmt.Sprintf("%s %s is no key; %s %s shows all", a.keys.Prefix, name, a.keys.Prefix, c.Help.Label()))
	}
	return nil
}

// typed sends a key that no tap took: it was typed in the moment between two
// modes.
func (a *app) typed(k tea.KeyPressMsg) {
	if k.Text != "" {
		a.send([]byte(k.Text))
	} else if b := keyByte(k.String()); b != 0 {
		a.send([]byte{b})
	}
}

// syncTap gives the keyboard to the board exactly while nothing else has it.
func (a *app) syncTap() {
	if a.tap != nil {
		a.tap.Console(a.boardHasKeys())
	}
}

func (a *app) boardHasKeys() bool { return a.typing && a.overlay == nil && a.line == nil }

// writing tells whether a text is being written: the prefix is no way out then.
func (a *app) writing() bool {
	_, note := a.overlay.(*editor)
	return note || a.line != nil && !a.line.yesNo
}

func (a *app) showSysRq() {
	if !a.link.Writable {
		a.refuse("")
		return
	}
	a.overlay = &sysrqPane{th: a.th, closing: a.keys.Normal.Cancel, fire: func(key byte, what string) tea.Cmd {
		return sysrq(a.cfg.Console, key, what)
	}}
}

// pasted is text from the terminal's clipboard while the screen has the keys.
func (a *app) pasted(text string) tea.Cmd {
	e, editing := a.overlay.(*editor)
	switch {
	case editing:
		e.box.Insert(text)
	case a.line != nil:
		a.line.Insert(text)
	case a.typing:
		return a.pasteToBoard([]byte(text))
	default:
		a.say("pasted text goes to the board only while typing (" + a.keys.Normal.Type.Label() + ")")
	}
	return nil
}

// pasteToBoard sends one line at once and asks before it sends several.
func (a *app) pasteToBoard(text []byte) tea.Cmd {
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
	what := fmt.Sprintf("%d lines (%s)", lines, size(int64(len(text))))
	a.line = newConfirm("paste "+what+" to the board?", func() tea.Cmd {
		return paste(a.ctx, a.cfg.Console, a.bracket(text), "pasted "+what)
	})
	a.syncTap()
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
	a.complain("no BREAK sent: " + clean(why))
	if a.line != nil || a.overlay != nil { // what is being typed there is no answer
		return
	}
	a.line = newConfirm("type \""+line+"\" instead?", func() tea.Cmd {
		a.send([]byte(line + "\r"))
		return nil
	})
	a.syncTap()
}
