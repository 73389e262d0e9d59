package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Which key goes where, and what it is there.

// key routes a key to what has the keyboard.
func (a *app) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if name == "alt+esc" { // Esc twice in one read
		k.Mod, name = 0, "esc"
	}
	if name == a.keys.Prefix && a.overtaken {
		a.overtaken = false
		return nil
	}
	a.dismiss()
	a.alarm, a.yielded, a.words.sought = "", false, false
	var cmd tea.Cmd
	switch {
	case a.lay.tooSmall:
		if a.keys.Normal.Quit.Is(name) {
			return a.quit()
		}
	case name == a.keys.Prefix && !a.prefix && !a.writing():
		a.takePrefix()
		return nil
	case a.line != nil: // it may ask for what stands in an overlay
		var done bool
		was := a.line
		if done, cmd = was.Key(k, &a.keys.Edit); done && a.line == was {
			a.line = nil
		}
	case a.overlay != nil:
		var done bool
		was := a.overlay
		if done, cmd = was.Key(k); done && a.overlay == was {
			a.overlay = nil
		}
	case a.prefix:
		cmd = a.prefixKey(name)
	case a.typing:
		a.typed(k)
	default:
		if a.counting(name) {
			break
		}
		cmd = a.normal(name)
		a.count = 0
	}
	return cmd
}

// takePrefix waits for the key behind the prefix. The tap, when it had that,
// holds its own state until the next key.
func (a *app) takePrefix() {
	a.tapped = a.tap != nil && a.boardHasKeys()
	a.prefix, a.overlay, a.line, a.count = true, nil, nil, 0
}

// leave carries out the Esc behind the prefix, and the prefix before it when that
// has not come yet.
func (a *app) leave() tea.Cmd {
	if !a.prefix && !a.lay.tooSmall {
		a.takePrefix()
		a.overtaken = true
	}
	return a.key(tea.KeyPressMsg{Code: tea.KeyEscape})
}

func (a *app) normal(name string) tea.Cmd {
	if a.count > 0 && a.keys.Normal.Cancel.Is(name) {
		return nil // it drops the count, and that was all
	}
	for _, b := range a.keys.Modes()[0].Bindings {
		if b.Is(name) {
			return actions[b.Name](a)
		}
	}
	return nil
}

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
	if b.Name == c.Tab.Name {
		a.wish = toTab(name)
		return nil
	}
	if act := behindPrefix[b.Name]; act != nil {
		return act(a)
	}
	return actions[b.Name](a)
}
