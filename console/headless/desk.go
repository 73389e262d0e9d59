package headless

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oopscope/console/link"
	"oopscope/console/link/menus"
	"oopscope/console/out"
	"oopscope/keymap"
)

// What a person does with the line who has no screen: the tables of the screen are printed, and
// the next key chooses.

// pick is one of a table to be chosen.
type pick struct {
	rows  []menus.Row
	armed byte // a key that destroys something, pressed once
}

// asking is a text being written.
type asking struct {
	label string
	text  []byte
	done  func(text string)
}

const escape = 0x1b

// choose prints a table, and takes the next key for it.
func (t *typist) choose(title string, rows []menus.Row) {
	var text strings.Builder
	some := false
	for _, r := range rows {
		if r.Key == 0 {
			out.Line(&text, "  %s", r.Text)
			continue
		}
		some = true
		out.Line(&text, "    %c  %-32s %s", r.Key, r.Text, r.Value)
	}
	_, _ = io.WriteString(t.said, text.String())
	if some {
		t.choice = &pick{rows: rows}
		t.screen.asks(title + ": which one? " + t.keys.Edit.Cancel.Label() + " leaves ")
	}
}

// chosen takes a key for a table, and returns the keys behind it. One that is none of the table's
// leaves it.
func (t *typist) chosen(p []byte) []byte {
	c, rest := t.choice, behindEscape(p) // an arrow is no three keys for the board
	for _, r := range c.rows {
		if r.Key == 0 || r.Key != p[0] {
			continue
		}
		if r.Danger && c.armed != r.Key {
			c.armed = r.Key
			t.screen.asks(fmt.Sprintf("%s: press %c again to do it ", r.Text, r.Key))
			return rest
		}
		t.leave()
		t.do(r)
		return rest
	}
	t.leave()
	return rest
}

// behindEscape leaves a key out, all of its bytes.
func behindEscape(p []byte) []byte {
	if len(p) < 3 || p[0] != escape || p[1] != '[' && p[1] != 'O' {
		return p[1:]
	}
	for i := 2; i < len(p); i++ {
		if p[i] >= '@' {
			return p[i+1:]
		}
	}
	return nil
}

// leave ends what was asked for.
func (t *typist) leave() {
	t.choice, t.asking = nil, nil
	t.screen.asks("")
}

// ask asks for a text.
func (t *typist) ask(label, now string, done func(text string)) {
	t.asking = &asking{label, []byte(now), done}
	t.screen.asks(label + now)
}

// write takes keys for a text, up to its end, and returns those behind it.
func (t *typist) write(p []byte) []byte {
	a := t.asking
	for i, c := range p {
		switch {
		case c == '\r' || c == '\n':
			t.leave()
			a.done(strings.TrimSpace(string(a.text)))
			return p[i+1:]
		case t.keys.Edit.Cancel.Is(keymap.Name(c)):
			t.leave()
			return behindEscape(p[i:])
		case c == 0x7f || c == '\b':
			_, n := utf8.DecodeLastRune(a.text)
			a.text = a.text[:len(a.text)-n]
		case c == 'U'&0x1f:
			a.text = a.text[:0]
		case c >= ' ':
			a.text = append(a.text, c)
		}
	}
	t.screen.asks(a.label + string(a.text))
	return nil
}

// do carries out a row of a table.
func (t *typist) do(r menus.Row) {
	switch {
	case r.Ask != nil:
		t.askSetting(r)
	case r.Wire != nil:
		t.tune(func(l *link.Line) error { r.Wire(l, 1); return nil })
	case r.Treat != nil:
		t.treat(func(x *link.Terminal) { r.Treat(x, 1) })
	case r.Assert != "":
		t.told(r.Assert+" "+menus.OnOff(r.On), t.board.Assert(r.Assert, r.On))
	case r.Pulse != nil:
		go func() { t.told(r.Pulse.Name+" done", t.board.Pulse(t.ctx, *r.Pulse)) }()
	case r.File != nil:
		label, now := menus.FileAsked(*r.File)
		t.ask(label, now, func(text string) { t.transfer(*r.File, text) })
	case r.Hook != "":
		go t.hook(r.Hook)
	case r.SysRq != 0:
		t.told("sent BREAK and "+string(r.SysRq)+": "+r.Text, t.board.SysRq(r.SysRq))
	}
}

// hook runs a command of the bench.
func (t *typist) hook(name string) {
	t.say("%s runs", name)
	result, err := t.hooks.Run(t.ctx, name, nil, "")
	t.told(result.Words(name), err)
}

// bench are the modem lines, and the commands of the profile.
func (t *typist) bench() {
	t.choose("the board", slices.Concat(menus.Board(t.board.Lines(), t.pulses), menus.Hooks(t.hooks.Names())))
}

// told says what came of something.
func (t *typist) told(words string, err error) {
	if err != nil {
		t.say("%v", err)
		return
	}
	t.say("%s", words)
}

func (t *typist) line() {
	l := t.board.Lines()
	t.choose("the line", menus.Line(l, l.Held, false))
}

// askSetting asks for a value that is written; + and - are the next usual ones.
func (t *typist) askSetting(r menus.Row) {
	label := r.Ask.Label
	if r.Wire != nil {
		label = strings.TrimSuffix(label, ": ") + ", or + or - for the next one: "
	}
	t.ask(label, r.Ask.Now, func(text string) {
		dir := map[string]int{"+": 1, "-": -1}[text]
		switch {
		case r.Ask.Treat != nil:
			t.treat(func(x *link.Terminal) { r.Ask.Treat(x, text) })
		case text == "":
		case dir != 0:
			t.tune(func(l *link.Line) error { r.Wire(l, dir); return nil })
		default:
			t.tune(func(l *link.Line) error { return r.Ask.Wire(l, text) })
		}
	})
}

// tune sets the line up anew, and tells what it has then.
func (t *typist) tune(change func(*link.Line) error) {
	want := t.board.Lines().Held
	err := change(&want)
	if err == nil {
		err = t.board.Tune(want)
	}
	t.told("the line has "+want.Beside(t.board.Lines().Held), err)
}

func (t *typist) treat(change func(*link.Terminal)) {
	x := t.board.Lines().Terminal
	change(&x)
	err := t.board.SetTerminal(x)
	now := t.board.Lines().Terminal
	maps := now.Maps
	if maps == "" {
		maps = "none"
	}
	t.told(fmt.Sprintf("local echo %s · maps %s · pause behind a byte %v, behind a line %v", menus.OnOff(now.Echo), maps, now.CharDelay, now.LineDelay), err)
}

func (t *typist) echo() { t.treat(func(x *link.Terminal) { x.Echo = !x.Echo }) }

// findSpeed listens until the line reads as text.
func (t *typist) findSpeed() {
	t.say("listening at the speeds of consoles; the board must be printing")
	go func() {
		n, err := t.board.FindSpeed(t.ctx)
		t.told(fmt.Sprintf("at %d it reads as text: the line has that now", n), err)
	}()
}

// hex has bytes printed as they came, or lines again.
func (t *typist) hex() {
	on := t.screen.inHex()
	t.board.WantRaw(on)
	t.say("bytes in hexadecimal %s", menus.OnOff(on))
}

func (t *typist) sendHex() {
	t.ask("send bytes, as 1b 5b 41: ", "", func(text string) {
		b, err := menus.ParseHex(text)
		if err == nil {
			err = t.board.SendRaw(b)
		}
		t.told(fmt.Sprintf("sent % x", b), err)
	})
}

// mark puts a remark behind the last line.
func (t *typist) mark() {
	last := t.screen.lastLine()
	t.ask("remark: ", "", func(text string) {
		_ = t.screen.block([]byte("--- " + time.Now().Format(time.TimeOnly) + " " + text + " ---\n"))
		if t.remark == nil {
			return
		}
		if err := t.remark(link.Mark{Line: last.N, Byte: last.First, Text: text, At: time.Now()}); err != nil {
			t.say("the remark is not kept: %v", err)
		}
	})
}

// files asks what is to go over the line, or, while something does, whether to stop it.
func (t *typist) files() {
	if t.board.Link().Transfer == nil {
		t.choose("files over the line; the board's program is to be started first", menus.Files())
		return
	}
	t.ask("stop the transfer? (y) ", "", func(text string) {
		if text == "y" {
			t.board.StopTransfer()
		}
	})
}

// transferEvery is how often it is told how far a file is.
const transferEvery = 250 * time.Millisecond

func (t *typist) transfer(x link.Transfer, text string) {
	x.Files, x.Dir = text, text
	ended, quiet := context.WithCancel(t.ctx)
	go func() {
		words, err := t.board.Transfer(t.ctx, x)
		quiet()
		t.screen.tells("")
		t.told(words, err)
	}()
	go func() {
		every := time.NewTicker(transferEvery)
		defer every.Stop()
		for {
			select {
			case <-ended.Done():
				return
			case <-every.C:
			}
			if p := t.board.Link().Transfer; p != nil && ended.Err() == nil {
				t.screen.tells(p.Words() + "; " + t.hint(t.keys.Console.Files.Hinted("stops it")) + " ")
			}
		}
	}()
}
