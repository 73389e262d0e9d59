package ability

import "strings"

// Notification asks the terminal for a notification of the desktop, in a way that
// link.Notifications lists: "auto" is the one that this terminal is known for. Of the
// text only ASCII is sent, and nothing that ends or parts the sequence.
func (t Terminal) Notification(way, title, body string) string {
	if way == "auto" {
		way = t.Notify
	}
	title, body = plain(title), plain(body)
	switch way {
	case "osc9": // behind a number ConEmu would take it for another order
		return t.wrapped("\x1b]9;" + title + ": " + body + "\x1b\\")
	case "osc777":
		return t.wrapped("\x1b]777;notify;" + title + ";" + body + "\x1b\\")
	case "osc99":
		return t.wrapped("\x1b]99;i=oopscope:d=0;"+title+"\x1b\\") + t.wrapped("\x1b]99;i=oopscope:d=1:p=body;"+body+"\x1b\\")
	}
	return ""
}

// wrapped has tmux pass a sequence on to its terminal (allow-passthrough; else it is
// dropped).
func (t Terminal) wrapped(s string) string {
	if !t.Tmux {
		return s
	}
	return "\x1bPtmux;" + strings.ReplaceAll(s, "\x1b", "\x1b\x1b") + "\x1b\\"
}

// plain is what is harmless within any such sequence.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == ';' {
			return '.'
		}
		return r
	}, s[:min(len(s), 200)])
}
