package demo

import (
	"io"
	"unicode/utf8"
)

// Control characters of the line editor.
const (
	ctrlC     = 0x03
	backspace = 0x08
	ctrlU     = 0x15
	escape    = 0x1b
	rubout    = 0x7f
	lineMax   = 1024
)

// editor is a line being typed.
type editor struct {
	board *board
	line  []byte
	esc   []byte // an escape sequence so far
}

// readLine prompts and reads one line, with the little editing that a shell on
// a serial line has.
func (b *board) readLine(prompt string) (string, error) {
	if err := b.print(prompt); err != nil {
		return "", err
	}
	e := &editor{board: b}
	for {
		c, err := b.key()
		if err != nil {
			return "", err
		}
		done, err := e.take(c, prompt)
		if err != nil {
			return "", err
		}
		if done {
			if len(e.line) > 0 {
				b.history = string(e.line)
			}
			return string(e.line), nil
		}
	}
}

// key waits for a byte that somebody types.
func (b *board) key() (byte, error) {
	select {
	case c, ok := <-b.typed:
		if !ok {
			return 0, io.EOF
		}
		return c, nil
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
}

func (e *editor) take(c byte, prompt string) (done bool, err error) {
	if len(e.esc) > 0 || c == escape {
		return false, e.sequence(c)
	}
	switch c {
	case '\r', '\n':
		return true, e.board.print("\n")
	case ctrlC:
		e.line = e.line[:0]
		return false, e.board.print("^C\n" + prompt)
	case ctrlU:
		return false, e.replace("")
	case backspace, rubout:
		return false, e.erase()
	}
	if c < ' ' || len(e.line) >= lineMax {
		return false, nil
	}
	e.line = append(e.line, c)
	return false, e.board.print(string([]byte{c}))
}

// erase takes the last character off, all of its bytes.
func (e *editor) erase() error {
	if len(e.line) == 0 {
		return nil
	}
	_, size := utf8.DecodeLastRune(e.line)
	e.line = e.line[:len(e.line)-size]
	return e.board.print("\b \b")
}

// replace puts another line in the place of the present one.
func (e *editor) replace(line string) error {
	for len(e.line) > 0 {
		if err := e.erase(); err != nil {
			return err
		}
	}
	e.line = []byte(line)
	return e.board.print(line)
}

// sequence swallows an escape sequence; cursor up brings the last line back.
func (e *editor) sequence(c byte) error {
	e.esc = append(e.esc, c)
	switch s := string(e.esc); {
	case s == "\x1b", s == "\x1b[", s == "\x1bO":
		return nil
	case s == "\x1b[A", s == "\x1bOA":
		e.esc = nil
		return e.replace(e.board.history)
	case len(s) < 32 && s[1] == '[' && (c < '@' || c > '~'):
		return nil
	}
	e.esc = nil
	return nil
}
