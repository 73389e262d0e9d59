// Package keymap holds every key of the screen: one field a key, grouped by
// the mode it works in. The help overlay, the hint line and the README's table
// are made from it, so they cannot disagree with what the keys do.
package keymap

import (
	"slices"
	"strings"
)

// A Binding is one thing a person can do and the keys that do it.
type Binding struct {
	Name  string   // the field's name: "NextCrash"
	Keys  []string // as Bubble Tea names them: "ctrl+d", "j", "pgup"
	Also  []string // do the same and are not shown: what fingers know from another terminal
	Help  string   // what it does, for the help overlay
	Hint  string   // the same in a word or two, for the hint line
	Group string   // heading in the help
	Plain bool     // works without a screen, too
}

// Is tells whether the key does this.
func (b Binding) Is(key string) bool {
	return slices.Contains(b.Keys, key) || slices.Contains(b.Also, key)
}

// Hinted returns the binding with another word for the hint line.
func (b Binding) Hinted(word string) Binding {
	b.Hint = word
	return b
}

// Label writes the keys for a person: "j/down", "1…9".
func (b Binding) Label() string {
	if n := len(b.Keys); n > 2 && b.Keys[0] == "1" && b.Keys[n-1] == "9" {
		return digits
	}
	shown := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		shown[i] = label(k)
	}
	return strings.Join(shown, "/")
}

const digits = "1…9"

func label(key string) string {
	if key == "space" {
		return key
	}
	return strings.TrimSpace(key)
}

// Normal is the mode in which keys move about and act on crashes.
type Normal struct {
	NextCrash   Binding `keys:"c" group:"crashes" hint:"crash" help:"next crash (a new one first)"`
	PrevCrash   Binding `keys:"C" group:"crashes" help:"previous crash"`
	NextTrouble Binding `keys:"e" group:"crashes" hint:"error" help:"next crash or error line"`
	PrevTrouble Binding `keys:"E" group:"crashes" help:"previous crash or error line"`
	List        Binding `keys:"L" group:"crashes" hint:"list" help:"list of crashes"`
	Ledger      Binding `keys:"H" group:"crashes" hint:"ledger" help:"history: crashes, trouble and boots of all sessions"`
	Boots       Binding `keys:"B" group:"crashes" hint:"boots" help:"this boot beside the one before: what is new, gone, late"`
	Rounds      Binding `keys:"O" group:"crashes" hint:"rounds" help:"repro: crash the board over and over, and count the rounds"`
	Open        Binding `keys:"enter" group:"crashes" hint:"open" help:"open the crash at this line; in a crash, jump to the row's line"`
	Save        Binding `keys:"s" group:"crashes" hint:"save" help:"save the crash as a folder"`
	Copy        Binding `keys:"y" group:"crashes" hint:"copy" help:"copy the crash's summary"`
	CopyReport  Binding `keys:"Y" group:"crashes" help:"copy the crash's whole report"`
	CopySection Binding `keys:"S" group:"crashes" help:"copy this section of the crash's report"`
	Annotate    Binding `keys:"a" group:"crashes" hint:"note" help:"write a note on the crash"`
	NextSection Binding `keys:"},]" group:"crashes" hint:"section" help:"next section of the crash"`
	PrevSection Binding `keys:"{,[" group:"crashes" help:"previous section"`
	Fold        Binding `keys:"o" group:"crashes" help:"fold or unfold the section"`
	View        Binding `keys:"v" group:"crashes" hint:"source" help:"source and machine code of this frame, or of where it died"`
	Debug       Binding `keys:"D" group:"crashes" help:"copy the lines that go on at this frame in gdb, faddr2line, crash and drgn"`
	Close       Binding `keys:"x" group:"crashes" hint:"close" help:"close or reopen the crash pane"`

	Down      Binding `keys:"j,down" group:"moving" help:"down (5j: five rows)"`
	Up        Binding `keys:"k,up" group:"moving" help:"up"`
	HalfDown  Binding `keys:"ctrl+d" group:"moving" help:"half a page down"`
	HalfUp    Binding `keys:"ctrl+u" group:"moving" help:"half a page up"`
	PageDown  Binding `keys:"pgdown,ctrl+f" group:"moving" help:"page down"`
	PageUp    Binding `keys:"pgup,ctrl+b" group:"moving" help:"page up"`
	Top       Binding `keys:"g,home" group:"moving" help:"top"`
	Bottom    Binding `keys:"G,end" group:"moving" hint:"follow" help:"bottom; in the log: follow"`
	GoToLine  Binding `keys:":" group:"moving" help:"go to a line by its number, as 120G"`
	Left      Binding `keys:"h,left" group:"moving" help:"scroll left"`
	Right     Binding `keys:"l,right" group:"moving" help:"scroll right"`
	LineStart Binding `keys:"0,^" group:"moving" help:"beginning of the line"`
	LineEnd   Binding `keys:"$" group:"moving" help:"end of the line"`
	Focus     Binding `keys:"tab" group:"moving" hint:"pane" help:"other pane"`
	Zoom      Binding `keys:"z" group:"moving" help:"this pane on the whole screen"`
	Grow      Binding `keys:"+" group:"moving" help:"crash pane larger"`
	Shrink    Binding `keys:"-" group:"moving" help:"crash pane smaller"`

	Search     Binding `keys:"/" group:"log" hint:"search" help:"search (small letters match both cases; ctrl+r: regexp)"`
	SearchNext Binding `keys:"n" group:"log" hint:"next hit" help:"next hit"`
	SearchPrev Binding `keys:"N" group:"log" hint:"prev hit" help:"previous hit"`
	Filter     Binding `keys:"f" group:"log" hint:"filter" help:"only lines with a text (!text: without it)"`
	Filters    Binding `keys:"&" group:"log" hint:"filters" help:"named filters: turn on and off, add, change"`
	Highlights Binding `keys:"*" group:"log" hint:"colours" help:"highlights: what is coloured wherever it stands"`
	Level      Binding `keys:"!" group:"log" hint:"level" help:"all lines, warnings and worse, errors only"`
	Pause      Binding `keys:"p,space" group:"log" hint:"pause" help:"freeze the view; the capture goes on"`
	Times      Binding `keys:"t" group:"log" help:"times: the kernel's, or when lines came; since the line before, the boot, a mark"`
	Wrap       Binding `keys:"w" group:"log" help:"wrap long lines or scroll sideways"`
	Raw        Binding `keys:"r" group:"log" help:"show control bytes as ^[ and \\xff"`
	Mark       Binding `keys:"m" group:"log" hint:"mark" help:"mark this line with a remark"`
	NextMark   Binding `keys:"'" group:"log" help:"next marked line"`
	Marks      Binding `keys:"\"" group:"log" hint:"marks" help:"list of marked lines: go to one, name it, take it away"`
	NextBoot   Binding `keys:")" group:"log" help:"next boot"`
	PrevBoot   Binding `keys:"(" group:"log" help:"where this boot begins, then the boots before"`
	NextGap    Binding `keys:">" group:"log" help:"next gap: where nothing could be received"`
	PrevGap    Binding `keys:"<" group:"log" help:"previous gap"`
	Mouse      Binding `keys:"M" group:"log" help:"wheel scrolls the log (off: the terminal selects text)"`

	NextTab  Binding `keys:"." group:"boards" hint:"next board" help:"the next board's tab; 2.: the second"`
	PrevTab  Binding `keys:";" group:"boards" help:"the tab before"`
	Timeline Binding `keys:"=" group:"boards" hint:"timeline" help:"timeline: what all boards met, by the clock here"`

	Type    Binding `keys:"i" group:"board" hint:"type" help:"type to the board"`
	Cancel  Binding `keys:"esc" group:"other" help:"drop search, filter or message"`
	Help    Binding `keys:"?" group:"other" hint:"help" help:"this help"`
	Redraw  Binding `keys:"ctrl+l" group:"other" help:"draw the screen anew"`
	Suspend Binding `keys:"ctrl+z" group:"other" help:"back to the shell until fg; nothing is recorded meanwhile"`
	Quit    Binding `keys:"q,ctrl+c" group:"other" hint:"quit" help:"quit"`
}

// Console is the mode in which every key goes to the board, and these follow
// the prefix. They work in normal mode as well, and none but Leave ends the
// typing. The letters are tio's where tio has one (b c e g i o p q r t x y ?); what tio
// uses otherwise (F l L m R s U v, see tio.1) is left to it, so
// that the others are those of the normal mode, or its capitals. A tag with
// the name of a preset has that preset's keys, one with Also behind the name
// more of them, which are not shown; "plain" works with --plain, too.
type Console struct {
	Leave      Binding `keys:"esc" group:"board" hint:"leave" help:"back to normal mode"`
	Break      Binding `keys:"b" picocom:"b,ctrl+\\" minicom:"f" group:"board" hint:"break" plain:"yes" help:"send a serial BREAK"`
	SysRq      Binding `keys:"K" plain:"yes" group:"board" hint:"sysrq" help:"SysRq: a table of keys"`
	FullScreen Binding `keys:"T" group:"board" hint:"full screen" help:"full screen for vi, top and menus, or lines (it also comes by itself)"`
	TellSize   Binding `keys:"W" group:"board" hint:"size" help:"tell the board the size of its terminal (types stty rows R cols C)"`
	Line       Binding `keys:"c" picocom:"v" minicom:"p,o,t" picocomAlso:"ctrl+v,ctrl+b,ctrl+u,ctrl+d,ctrl+f,ctrl+y,ctrl+j,tab" plain:"yes" group:"board" hint:"line" help:"speed, frame, flow control, echo, maps and pauses: as they are, and to change"`
	Board      Binding `keys:"g,p" tioAlso:"L" minicom:"h" picocomAlso:"ctrl+t,ctrl+g,ctrl+p" plain:"yes" group:"board" hint:"board" help:"DTR and RTS: toggle, pulse, reset, boot mode; the profile's commands: power, reset"`
	Speed      Binding `keys:"f" minicom:"F" plain:"yes" group:"board" hint:"speed" help:"find the speed of a line that is noise, by listening at others"`
	Files      Binding `keys:"x,y" picocom:"s,r" minicom:"s,r,y" picocomAlso:"ctrl+s,ctrl+r" plain:"yes" group:"board" hint:"files" help:"send or receive files: raw, XMODEM, YMODEM, ZMODEM"`
	Echo       Binding `keys:"e" picocom:"c" picocomAlso:"ctrl+c" plain:"yes" group:"board" help:"local echo on or off"`
	Hex        Binding `keys:"o" tioAlso:"h" picocom:"h" minicom:"v" plain:"yes" group:"board" help:"the bytes as they came, in hexadecimal"`
	HexSend    Binding `keys:"i" picocom:"w" picocomAlso:"ctrl+w" plain:"yes" group:"board" help:"send bytes that are written in hexadecimal"`
	Script     Binding `keys:"r" picocom:"R" minicom:"g" group:"board" help:"do a script: expect, send ... (docs/scripts.md); the rounds' pane shows how far it is"`
	Keyboard   Binding `keys:"I" group:"board" hint:"keyboard" help:"take the keyboard, when another screen of the session has it"`
	Lend       Binding `keys:"Z" minicom:"@" group:"board" hint:"lend" help:"lend the port to another program (also SIGUSR2), and take it back (SIGUSR1)"`
	Literal    Binding `keys:"ctrl+t" picocom:"ctrl+a" minicom:"ctrl+a" group:"board" plain:"yes" help:"send the prefix key itself"`

	NextTab  Binding `keys:"." group:"boards" hint:"next board" help:"the next board's tab"`
	PrevTab  Binding `keys:";" group:"boards" help:"the tab before"`
	Tab      Binding `keys:"1,2,3,4,5,6,7,8,9" group:"boards" help:"the board's tab with this number"`
	NewTab   Binding `keys:"+" group:"boards" hint:"another board" help:"open another board, in a tab of its own"`
	CloseTab Binding `keys:"-" group:"boards" hint:"close tab" help:"close this board's tab; the others go on"`
	Timeline Binding `keys:"=" group:"boards" hint:"timeline" help:"timeline: what all boards met, by the clock here"`

	NextCrash   Binding `keys:"C" group:"crashes" hint:"crash" help:"next crash (a new one first)"`
	PrevCrash   Binding `keys:"P" group:"crashes" help:"previous crash"`
	NextTrouble Binding `keys:"E" group:"crashes" hint:"error" help:"next crash or error line"`
	List        Binding `keys:"A" group:"crashes" hint:"list" help:"list of all crashes"`
	Ledger      Binding `keys:"H" group:"crashes" hint:"ledger" help:"history: crashes, trouble and boots of all sessions"`
	Boots       Binding `keys:"B" group:"crashes" hint:"boots" help:"this boot beside the one before: what is new, gone, late"`
	Rounds      Binding `keys:"O" group:"crashes" hint:"rounds" help:"repro: crash the board over and over, and count the rounds"`
	Close       Binding `keys:"X" minicom:"w" group:"crashes" hint:"pane" help:"close or reopen the crash pane"`
	Save        Binding `keys:"S" group:"crashes" hint:"save" help:"save the crash as a folder"`
	Copy        Binding `keys:"Y" group:"crashes" hint:"copy" help:"copy the crash's summary"`
	Annotate    Binding `keys:"a" group:"crashes" hint:"note" help:"write a note on the crash"`
	Debug       Binding `keys:"D" group:"crashes" help:"copy the lines that go on at this frame in gdb, faddr2line, crash and drgn"`
	View        Binding `keys:"V" group:"crashes" hint:"source" help:"source and machine code of this frame, or of where it died"`
	NextSection Binding `keys:"},]" group:"crashes" hint:"section" help:"next section of the crash"`
	PrevSection Binding `keys:"{,[" group:"crashes" help:"previous section"`
	Open        Binding `keys:"enter" group:"crashes" hint:"open" help:"open the crash at this line; in a crash, jump to the row's line"`

	PageUp   Binding `keys:"pgup,u" minicom:"pgup,b,u" group:"moving" hint:"scroll" help:"page up; what is typed goes back to the end"`
	PageDown Binding `keys:"pgdown,d" group:"moving" help:"page down"`
	Up       Binding `keys:"k,up" minicom:"up" group:"moving" help:"up"`
	Down     Binding `keys:"j,down" minicom:"down" group:"moving" help:"down"`
	Top      Binding `keys:"home" group:"moving" help:"top"`
	Bottom   Binding `keys:"G,end" group:"moving" hint:"end" help:"bottom; in the log: follow"`
	GoToLine Binding `keys:":" group:"moving" help:"go to a line by its number"`
	Focus    Binding `keys:"tab" picocom:"o" group:"moving" hint:"pane" help:"scroll the other pane"`
	Zoom     Binding `keys:"z" minicom:"m" group:"moving" help:"this pane on the whole screen"`

	Search     Binding `keys:"/" group:"log" hint:"search" help:"search"`
	SearchNext Binding `keys:"n" minicom:"ctrl+n" group:"log" hint:"next hit" help:"next hit"`
	SearchPrev Binding `keys:"N" group:"log" hint:"prev hit" help:"previous hit"`
	Mark       Binding `keys:"M" plain:"yes" group:"log" hint:"mark" help:"mark this line with a remark"`
	NextMark   Binding `keys:"'" group:"log" help:"next marked line"`
	Times      Binding `keys:"t" minicom:"n" plain:"yes" group:"log" help:"the next way to show times"`
	Filters    Binding `keys:"&" group:"log" help:"named filters: turn on and off, add, change"`
	Highlights Binding `keys:"*" group:"log" help:"highlights: what is coloured wherever it stands"`
	Marks      Binding `keys:"\"" group:"log" hint:"marks" help:"list of marked lines"`
	NextBoot   Binding `keys:")" group:"log" help:"next boot"`
	PrevBoot   Binding `keys:"(" group:"log" help:"where this boot begins, then the boots before"`
	NextGap    Binding `keys:">" group:"log" help:"next gap: where nothing could be received"`
	PrevGap    Binding `keys:"<" group:"log" help:"previous gap"`

	Help    Binding `keys:"?" picocom:"?,ctrl+h" minicom:"z,?" minicomAlso:"Z" group:"other" hint:"help" plain:"yes" help:"this help"`
	Suspend Binding `keys:"ctrl+z" minicom:"j,ctrl+z" group:"other" help:"back to the shell until fg; nothing is recorded meanwhile"`
	Quit    Binding `keys:"q" picocom:"q,ctrl+x,ctrl+q" minicom:"x,q" minicomAlso:"X,Q" group:"other" hint:"quit" plain:"yes" help:"quit"`
	Stats   Binding `keys:"s" picocom:"U" minicom:"l" plain:"yes" group:"other" help:"how many bytes came, went, were lost and recorded"`
	Redraw  Binding `keys:"l,ctrl+l" minicom:"c,ctrl+l" plain:"yes" group:"other" help:"draw the screen anew; without a screen: clear the terminal"`
}

// Edit is the mode of a text being written: a search, a remark, a note.
type Edit struct {
	Accept Binding `keys:"enter" group:"writing" hint:"ok" help:"accept a line; in a note: new line"`
	Save   Binding `keys:"ctrl+s" group:"writing" hint:"save" help:"save a note"`
	Regexp Binding `keys:"ctrl+r" group:"writing" hint:"regexp" help:"search or filter by text or by regexp"`
	Older  Binding `keys:"up,ctrl+p" group:"writing" help:"what was searched or filtered for before"`
	Newer  Binding `keys:"down,ctrl+n" group:"writing" help:"and after that"`
	Cancel Binding `keys:"esc,ctrl+c" group:"writing" hint:"cancel" help:"leave without changing anything"`
}

// List is the mode of the list of crashes.
type List struct {
	Down  Binding `keys:"j,down" group:"list" help:"down"`
	Up    Binding `keys:"k,up" group:"list" help:"up"`
	Open  Binding `keys:"enter" group:"list" hint:"open" help:"show the crash; of a crash loop, each of its boots"`
	Save  Binding `keys:"s" group:"list" hint:"save" help:"save it"`
	Fold  Binding `keys:"o" group:"list" help:"crash loops: one row, or each boot"`
	All   Binding `keys:"b,tab" group:"list" hint:"all boards" help:"the crashes of this board, or of all boards"`
	Close Binding `keys:"esc,q,L" group:"list" hint:"close" help:"close the list"`
}

// Marks is the mode of the list of marked lines.
type Marks struct {
	Down  Binding `keys:"j,down" group:"marks" help:"down"`
	Up    Binding `keys:"k,up" group:"marks" help:"up"`
	Open  Binding `keys:"enter" group:"marks" hint:"go there" help:"go to the line"`
	Name  Binding `keys:"e,r" group:"marks" hint:"name" help:"change its remark"`
	Drop  Binding `keys:"d,delete" group:"marks" hint:"take away" help:"take the mark away"`
	Close Binding `keys:"esc,q,\"" group:"marks" hint:"close" help:"close the list"`
}

// Rules is the mode of the named filters, and of the highlights.
type Rules struct {
	Down  Binding `keys:"j,down" group:"rules" help:"down"`
	Up    Binding `keys:"k,up" group:"rules" help:"up"`
	Turn  Binding `keys:"space,enter" group:"rules" hint:"on/off" help:"turn it on or off"`
	New   Binding `keys:"n,a" group:"rules" hint:"new" help:"add one: NAME = PATTERN"`
	Edit  Binding `keys:"e" group:"rules" hint:"change" help:"change it"`
	Drop  Binding `keys:"d,delete" group:"rules" hint:"drop" help:"drop it"`
	Copy  Binding `keys:"y" group:"rules" hint:"copy" help:"copy all as lines for config.toml"`
	Close Binding `keys:"esc,q,&,*" group:"rules" hint:"close" help:"close the list"`
}

// Ledger is the mode of the crashes of all sessions.
type Ledger struct {
	Down     Binding `keys:"j,down" group:"ledger" help:"down"`
	Up       Binding `keys:"k,up" group:"ledger" help:"up"`
	PageDown Binding `keys:"pgdown,space,ctrl+d,ctrl+f" group:"ledger" help:"page down"`
	PageUp   Binding `keys:"pgup,b,ctrl+u,ctrl+b" group:"ledger" help:"page up"`
	Open     Binding `keys:"enter" group:"ledger" hint:"open" help:"all that is known of this signature; of a boot: beside the one before it, or the one held"`
	Hold     Binding `keys:"m" group:"ledger" hint:"hold" help:"hold this boot, to open another one beside it"`
	Next     Binding `keys:"tab" group:"ledger" hint:"trouble, boots" help:"crashes, trouble that is no crash, boots"`
	Filter   Binding `keys:"f,/" group:"ledger" hint:"filter" help:"only those that words fit: text, kernel: board: class: tag: status: since:"`
	Note     Binding `keys:"a" group:"ledger" hint:"note" help:"write a note on the signature"`
	Status   Binding `keys:"s" group:"ledger" hint:"status" help:"new, known, fixed in VERSION, or ignore"`
	Tags     Binding `keys:"t" group:"ledger" hint:"tags" help:"tags"`
	Close    Binding `keys:"esc,q,H" group:"ledger" hint:"close" help:"back, or close it"`
}

// Boots is the mode of two boots side by side.
type Boots struct {
	Down     Binding `keys:"j,down" group:"boots" help:"down"`
	Up       Binding `keys:"k,up" group:"boots" help:"up"`
	PageDown Binding `keys:"pgdown,space,ctrl+d,ctrl+f" group:"boots" help:"page down"`
	PageUp   Binding `keys:"pgup,b,ctrl+u,ctrl+b" group:"boots" help:"page up"`
	Top      Binding `keys:"g,home" group:"boots" help:"top"`
	Bottom   Binding `keys:"G,end" group:"boots" help:"bottom"`
	Next     Binding `keys:"n,tab" group:"boots" hint:"next" help:"next lines that differ"`
	Prev     Binding `keys:"N" group:"boots" hint:"previous" help:"those before"`
	Fold     Binding `keys:"o" group:"boots" hint:"all lines" help:"all lines, or those that differ with what stands around them"`
	Jump     Binding `keys:"enter" group:"boots" hint:"line" help:"go to this line in the log"`
	Older    Binding `keys:"h,left" group:"boots" hint:"older" help:"the boot before this one, beside the one before that"`
	Newer    Binding `keys:"l,right" group:"boots" hint:"newer" help:"the boot behind it"`
	Close    Binding `keys:"esc,q,B" group:"boots" hint:"close" help:"close it"`
}

// Timeline is the mode of what all boards met, by the clock here.
type Timeline struct {
	Open     Binding `keys:"enter" group:"timeline" hint:"show" help:"show it: the board's tab, at the crash or the line"`
	Down     Binding `keys:"j,down" group:"timeline" hint:"down" help:"down, to what came later"`
	Up       Binding `keys:"k,up" group:"timeline" hint:"up" help:"up"`
	PageDown Binding `keys:"pgdown,space,ctrl+d,ctrl+f" group:"timeline" help:"page down"`
	PageUp   Binding `keys:"pgup,b,ctrl+u,ctrl+b" group:"timeline" help:"page up"`
	Top      Binding `keys:"g,home" group:"timeline" help:"first"`
	Bottom   Binding `keys:"G,end" group:"timeline" help:"last: what comes next is followed"`
	Nearer   Binding `keys:"+,l,right" group:"timeline" hint:"nearer" help:"half of the time, around the event under the cursor"`
	Farther  Binding `keys:"-,h,left" group:"timeline" hint:"farther" help:"twice the time"`
	Close    Binding `keys:"esc,q,=" group:"timeline" hint:"close" help:"close it"`
}

// Rounds is the mode of a board that is crashed over and over.
type Rounds struct {
	Stop  Binding `keys:"s,space" group:"rounds" hint:"stop" help:"stop after this command, or go on with the same count"`
	New   Binding `keys:"n,enter" group:"rounds" hint:"new run" help:"begin a new run: commands, end, login"`
	Close Binding `keys:"esc,q,O" group:"rounds" hint:"close" help:"close it; the rounds go on"`
}

// Source is the mode of a frame's source and machine code.
type Source struct {
	Edit     Binding `keys:"o,E" group:"source" hint:"editor" help:"open the file at this line in $VISUAL or $EDITOR"`
	Caller   Binding `keys:"l,right" group:"source" hint:"caller" help:"the caller (first through what was inlined)"`
	Callee   Binding `keys:"h,left" group:"source" hint:"callee" help:"back towards where it died"`
	Down     Binding `keys:"j,down" group:"source" help:"down"`
	Up       Binding `keys:"k,up" group:"source" help:"up"`
	PageDown Binding `keys:"pgdown,space,ctrl+d,ctrl+f" group:"source" help:"half a page down"`
	PageUp   Binding `keys:"pgup,b,ctrl+u,ctrl+b" group:"source" help:"half a page up"`
	Mark     Binding `keys:"g,home" group:"source" hint:"back" help:"back to the marked line"`
	Close    Binding `keys:"esc,q,tab,v" group:"source" hint:"close" help:"close it"`
}

// Picker is the mode in which a port is chosen.
type Picker struct {
	Open Binding `keys:"enter" group:"ports" hint:"open" help:"open the port"`
	Down Binding `keys:"j,down" group:"ports" hint:"down" help:"down"`
	Up   Binding `keys:"k,up" group:"ports" hint:"up" help:"up"`
	Top  Binding `keys:"g,home" group:"ports" help:"first"`
	Last Binding `keys:"G,end" group:"ports" help:"last"`
	Demo Binding `keys:"d" group:"ports" hint:"demo" help:"the simulated board"`

	Address  Binding `keys:"a,/,:" group:"ports" hint:"address" help:"type an address or a name: host:port, telnet://, rfc2217://, unix:/path, a profile"`
	Complete Binding `keys:"tab" group:"ports" help:"while typing: complete it from profiles, ports and what was opened before"`
	Quit     Binding `keys:"q,esc,ctrl+c" group:"ports" hint:"quit" help:"quit"`
}
