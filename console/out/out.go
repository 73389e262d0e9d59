// Package out is the door that everything oopscope prints goes through, but the
// full screen: results, messages, usage errors, help. What is printed tells of
// boards, file names, arguments, environment variables and configurations, and
// whoever made those must not command the reader's terminal. So the door lets
// letters, line ends and tabs through, colours where they are wanted, and
// spells out everything else. No other package names os.Stdout or os.Stderr; a
// test of the house holds them to it.
package out

import (
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"

	"oopscope/parse/letter"
)

// Stdout and Stderr are the standard streams behind the door.
var (
	Stdout = New(os.Stdout, Colours())
	Stderr = New(os.Stderr, false)
)

// Console is standard output for somebody who types to the board: a Writer that
// lets the board edit the line, too (see Edit).
func Console() *Writer {
	return &Writer{to: os.Stdout, colour: Colours(), edits: MovesCursor(), ascii: Stdout.ascii}
}

// Clear empties the terminal on standard output, where that can be done.
func Clear() {
	if MovesCursor() {
		_, _ = os.Stdout.WriteString("\x1b[H\x1b[2J") // what cannot be written to is found out with the next line
	}
}

// Progress is standard error for a line that is written anew again and again: a Writer
// that lets it be edited (see Edit), nil when standard error is no terminal. Who writes
// there cleans what others made.
func Progress() io.Writer {
	if !ErrIsTerminal() || !MovesCursor() {
		return nil
	}
	return &Writer{to: os.Stderr, edits: true, ascii: Stderr.ascii}
}

// Screen is standard output for the full screen, which draws cells of its own
// making and nothing else.
func Screen() *os.File { return os.Stdout }

// Bytes is standard output for what is no text, as a packed bundle; nil where it is a
// terminal, which gets none.
func Bytes() io.Writer {
	if IsTerminal() {
		return nil
	}
	return os.Stdout
}

// IsTerminal tells whether standard output is a terminal.
func IsTerminal() bool { return term.IsTerminal(os.Stdout.Fd()) }

// Width is how many columns standard output has, or the given number when it is no
// terminal.
func Width(otherwise int) int {
	if w, _, err := term.GetSize(os.Stdout.Fd()); err == nil && w > 0 {
		return w
	}
	return otherwise
}

// ErrIsTerminal tells whether standard error is a terminal.
func ErrIsTerminal() bool { return term.IsTerminal(os.Stderr.Fd()) }

// WantColours settles whether colours are wanted, by the word of a person: always,
// never, or auto for what [Colours] would say by itself. It is called before
// anything is printed.
func WantColours(when string) {
	asked = when
	Stdout.colour = Colours()
}

// WantASCII has what goes to a terminal written in ASCII, for one that shows nothing
// else; files and other programs get all letters. It is called before anything is printed.
func WantASCII(on bool) {
	Stdout.ascii, Stderr.ascii = on && IsTerminal(), on && ErrIsTerminal()
}

var asked string

// Colours tells whether colours are wanted on standard output: it is a terminal
// and NO_COLOR is not set, or empty (no-color.org), unless a person said otherwise.
func Colours() bool {
	switch asked {
	case "always":
		return true
	case "never":
		return false
	}
	return IsTerminal() && os.Getenv("NO_COLOR") == "" && MovesCursor()
}

// MovesCursor tells whether the terminal does, and so has colours: one that TERM calls
// dumb does not.
func MovesCursor() bool { return os.Getenv("TERM") != "dumb" }

// Line prints one line, whatever the arguments hold: their line ends are
// spelt out. An error of w is of no use to anybody here.
func Line(w io.Writer, format string, args ...any) {
	_, _ = io.WriteString(w, letter.Clean(fmt.Sprintf(format, args...))+"\n")
}

// Complain prints what went wrong, under the program's name.
func Complain(w io.Writer, err error) { Line(w, "oopscope: %v", err) }

// ConsolesHaveUTF8 tells whether the text consoles of this machine take UTF-8, as those
// of Linux do since 2.6.24 unless the kernel was told otherwise (vt.default_utf8=0).
func ConsolesHaveUTF8() bool {
	b, err := os.ReadFile("/sys/module/vt/parameters/default_utf8")
	return err != nil || string(b) != "0\n"
}
