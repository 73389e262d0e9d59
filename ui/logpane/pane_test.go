package logpane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/theme"
)

// A wire is a pane at the end of a line, with a clock of its own.
type wire struct {
	*Pane
	d    *parse.Decoder
	at   time.Time
	said string
}

func wired(w, h int) *wire {
	c := &wire{
		Pane: New(theme.New(), &book.Book{}, nil), d: parse.New(parse.Options{Lines: true}),
		at: time.Date(2026, 3, 28, 11, 39, 0, 0, time.UTC),
	}
	c.SetSize(w, h)
	return c
}

// feed gives bytes to the decoder and what it says to the pane, as a live line does.
func (c *wire) feed(after time.Duration, text string) {
	c.at = c.at.Add(after)
	b := c.d.Feed([]byte(strings.ReplaceAll(text, "\n", "\r\n")), c.at)
	c.Append(&b)
}

func (c *wire) nextTimes() { c.said = c.NextTimes() }

// search goes to the next hit from the cursor on.
func (c *wire) search(t *testing.T, text string) {
	t.Helper()
	m, err := match.New(text, false)
	if err != nil {
		t.Fatal(err)
	}
	c.Search(m)
	row, dir := c.SearchStart()
	c.Find(row, dir, func(_, ok bool) {
		if !ok {
			t.Errorf("%q is not found", text)
		}
	})
}

// on fails unless the cursor is on a line.
func (c *wire) on(t *testing.T, n int) {
	t.Helper()
	if line, _ := c.Line(); line.N != n {
		t.Errorf("the cursor is on line %d, want %d", line.N, n)
	}
}

// text is what is seen of the pane, with what is said of it.
func (c *wire) text() string {
	return ansi.Strip(c.View()) + "\n" + strings.Join(append(c.Drawn(), c.said), " · ")
}

func sees(t *testing.T, c *wire, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(c.text(), s) {
			t.Errorf("the pane lacks %q:\n%s", s, c.text())
		}
	}
}

func lacks(t *testing.T, c *wire, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(c.text(), s) {
			t.Errorf("the pane has %q:\n%s", s, c.text())
		}
	}
}

// tallLine is a line of 200 numbered words, 1200 columns.
func tallLine() string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "w%04d ", i)
	}
	return b.String()
}
