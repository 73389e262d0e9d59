package ui

import (
	"strings"
	"time"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
)

// What the person is told, and which keys it names.

const (
	noticeStays = 10 * time.Second
	noticeRead  = 3 * time.Second // what was to be seen for that long was read
	maxUnread   = 4
)

func (a *app) say(text string) { a.tell(notice{text: text, style: a.th.OK}) }

func (a *app) warn(text string) { a.tell(notice{text: text, style: a.th.Warning.Bold(true)}) }

func (a *app) complain(text string) {
	a.tell(notice{text: text, style: a.th.Error.Bold(true), complaint: true})
}

// tell shows a notice. A complaint that it comes before, hardly seen, is shown again when
// this one goes: what happens to a record when a crash arrives is worth knowing, too.
func (a *app) tell(n notice) {
	n.since = a.now()
	if was := a.notice; was.complaint && was.text != n.text && n.since.Sub(was.since) < noticeRead && len(a.unread) < maxUnread {
		a.unread = append(a.unread, was)
	}
	a.notice = n
}

// dismiss takes the notice away, and shows the complaint that it came before.
func (a *app) dismiss() {
	a.notice = notice{}
	for len(a.unread) > 0 && a.notice.text == "" {
		last := len(a.unread) - 1
		a.notice, a.unread = a.unread[last], a.unread[:last]
		a.notice.since = a.now()
		a.recant()
	}
}

// complainWhile complains of what the line may mend by itself.
func (a *app) complainWhile(holds func(Link) bool, text string) {
	a.complain(text)
	a.notice.holds = holds
}

// refuse says why nothing can be typed, for as long as that is so.
func (a *app) refuse(what string) {
	state := a.link.State
	a.complainWhile(func(l Link) bool { return l.State == state }, what+a.deaf())
}

// deaf says why nothing can be typed now.
func (a *app) deaf() string {
	switch a.link.State {
	case Away:
		return "nothing to type to while the port is away; it is being waited for"
	case Over, Closed:
		return "nothing to type to: this is a capture, not a live line"
	}
	if who := a.link.Typist; who != "" {
		return cell.Clean(who) + " has the keyboard" + a.advice(a.keys.Console.Keyboard, "takes it")
	}
	return "nothing to type to: bytes only come from here, none go back"
}

// recant drops a notice that is not true any more.
func (a *app) recant() {
	if a.notice.holds != nil && !a.notice.holds(a.link) {
		a.dismiss()
	}
}

// forget drops a notice that no key will.
func (a *app) forget() {
	if a.typing && a.now().Sub(a.notice.since) > noticeStays {
		a.dismiss()
	}
}

// writing tells whether a text is being written: the prefix is no way out then.
func (a *app) writing() bool {
	_, note := a.overlay.(*edit.Note)
	return note || a.line != nil && !a.line.YesNo
}

// chord is what to press for a binding in the mode the person is in. Over a
// list or a question only the prefix leads to it.
func (a *app) chord(b keymap.Binding) string {
	return a.keys.Chord(b, a.typing || a.overlay != nil || a.line != nil)
}

// advice ends a sentence with the keys for something: " · c shows it". Who is
// writing has none of them before the text is finished.
func (a *app) advice(b keymap.Binding, does string) string {
	if a.writing() {
		return ""
	}
	return " · " + a.chord(b) + " " + does
}

// tilde writes a path for a person.
func (a *app) tilde(path string) string {
	if rest, ok := strings.CutPrefix(path, a.home+"/"); ok && a.home != "" {
		path = "~/" + rest
	}
	return cell.Clean(path)
}
