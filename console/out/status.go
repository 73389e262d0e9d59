package out

import (
	"fmt"
	"io"
	"sync"

	"oopscope/parse/letter"
)

// statusWidth is what a terminal has at least, less the column that would wrap it.
const statusWidth = 79

// A Status is one line that says how far something is: written anew on a terminal, and below
// each other elsewhere. What else there is to say, through Write, stands above it.
type Status struct {
	to    io.Writer // the terminal, nil when there is none
	plain io.Writer

	mu    sync.Mutex
	shown string
}

// NewStatus makes one on a terminal, nil for none; plain is for what stays.
func NewStatus(to, plain io.Writer) *Status { return &Status{to: to, plain: plain} }

// Show is for what changes often: nothing of it is printed where there is no terminal.
func (s *Status) Show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.to != nil {
		s.shown = letter.Clip(letter.Clean(text), statusWidth)
		s.draw()
	}
}

// Line is for what is printed everywhere.
func (s *Status) Line(text string) {
	if s.to != nil {
		s.Show(text)
		return
	}
	Line(s, "oopscope: %s", letter.Clip(text, statusWidth-len("oopscope: ")))
}

// Say prints a line that stays.
func (s *Status) Say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	Line(s, "oopscope: %s", text)
}

// Write prints what stays.
func (s *Status) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown != "" {
		_, _ = io.WriteString(s.to, "\r\x1b[K") // nobody is there to be told
	}
	n, err := s.plain.Write(text)
	if s.shown != "" {
		s.draw()
	}
	return n, err
}

func (s *Status) draw() { _, _ = io.WriteString(s.to, "\r"+s.shown+"\x1b[K") }

// Leave takes the line away.
func (s *Status) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown != "" {
		_, _ = io.WriteString(s.to, "\r\x1b[K")
		s.shown = ""
	}
}
