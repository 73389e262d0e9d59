package serve

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"time"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/schema"
)

// Bounds of one answer.
const (
	linesUsual = 100
	linesMost  = 10_000
	bytesMost  = 4 << 20   // of lines in an answer
	searchMost = 256 << 20 // of the text that one request looks through
	searchTime = 2 * time.Second
	stepsMost  = 1000 // instructions of an expression, each of which may cost a step at each byte
)

func (p *peer) status() *protocol.Status {
	l := p.v.s.Link()
	s := &protocol.Status{
		State: string(l.State), Detail: l.Detail, Since: l.Since, Settings: l.Settings, Received: l.Received, Lost: l.Lost,
		Record: l.Record, Recorded: l.Recorded, Trouble: l.Trouble, Ailment: l.Ailment, Warning: l.Warning, Busy: busyWords(&l),
		Typist: p.holder(), MayType: !p.mute, Crashes: p.v.crashes(),
	}
	s.Typing = s.Typist == "you"
	if scroll := p.v.s.Scroll(); scroll != nil {
		s.Lines = scroll.Lines()
	}
	return s
}

// busyWords say what is done with the line, without numbers: each change is told.
func busyWords(l *link.Link) string {
	if p := l.Transfer; p != nil {
		return p.Direction() + " by " + p.Protocol
	}
	return l.Busy
}

var errNoLines = errors.New("this session keeps no lines")

// span is the lines that a request is about.
func (p *peer) span(r *protocol.Request) (s *record.Scroll, from, count int, err error) {
	s = p.v.s.Scroll()
	if s == nil {
		return nil, 0, 0, errNoLines
	}
	from, count = r.From, r.Count
	if from < 0 {
		from = s.Lines() + 1 + from
	}
	from = max(1, from)
	if count < 1 {
		count = linesUsual
	}
	return s, from, min(count, linesMost), nil
}

func (p *peer) lines(r *protocol.Request, m *protocol.Message) error {
	s, from, count, err := p.span(r)
	if err != nil {
		return err
	}
	m.Next, err = p.walk(s, from, bytesMost, func(l *parse.Line) bool {
		m.Lines = append(m.Lines, protocol.LineOf(l))
		return len(m.Lines) < count
	})
	return err
}

func (p *peer) search(r *protocol.Request, m *protocol.Message) error {
	s, from, count, err := p.span(r)
	if err != nil {
		return err
	}
	hits := func(b []byte) bool { return bytes.Contains(b, []byte(r.Text)) }
	switch {
	case r.Text == "":
		return errors.New("search for what? Give a text")
	case r.Regexp:
		re, err := expression(r.Text)
		if err != nil {
			return err
		}
		hits = re.Match
	}
	size := 0
	next, err := p.walk(s, from, searchMost, func(l *parse.Line) bool {
		if hits(l.Raw) {
			m.Lines = append(m.Lines, protocol.LineOf(l))
			size += len(l.Raw)
		}
		return len(m.Lines) < count && size < bytesMost
	})
	if next <= s.Lines() {
		m.Next = next
	}
	return err
}

// expression reads a regular expression, which has to be of a size that can be looked for.
func expression(text string) (*regexp.Regexp, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("the expression makes no sense: %w", err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err == nil && len(program.Inst) > stepsMost {
		err = fmt.Errorf("it has %d steps, and %d may be", len(program.Inst), stepsMost)
	}
	if err != nil {
		return nil, fmt.Errorf("the expression is too large: %w", err)
	}
	return regexp.Compile(text)
}

// walk visits lines from one on until visit has enough, the text is over, so many bytes
// were read, or it takes too long; next is the line to go on with.
func (p *peer) walk(s *record.Scroll, from, most int, visit func(*parse.Line) bool) (next int, err error) {
	end := time.Now().Add(searchTime)
	for next = from; next <= s.Lines() && most > 0 && p.life.Err() == nil; {
		page, _, _ := s.Page(next)
		lines, err := s.Read(page)
		before := next
		for i := range lines {
			l := &lines[i]
			if l.N < next {
				continue
			}
			next, most = l.N+1, most-len(l.Raw)
			if !visit(l) || most <= 0 || time.Now().After(end) {
				return next, nil
			}
		}
		if next == before { // the disk has not got them yet
			if errors.Is(err, record.ErrNotThere) {
				err = nil
			}
			return next, err
		}
	}
	return next, nil
}

func (p *peer) crashes(_ *protocol.Request, m *protocol.Message) error {
	m.Crashes, p.listed = []schema.Report{}, map[int]*parse.Crash{}
	for _, c := range p.v.known() {
		p.listed[c.ID] = c
		m.Crashes = append(m.Crashes, *p.asJSON(c, true))
	}
	return nil
}

// asJSON is a report for a peer.
func (p *peer) asJSON(c *parse.Crash, bare bool) *schema.Report {
	return export.Report(p.v.resolve(c), export.Options{File: p.v.opt.Port, NoRaw: bare})
}

func (v *Server) resolve(c *parse.Crash) *parse.Crash {
	if v.opt.Resolve == nil || c.Open {
		return c
	}
	return v.opt.Resolve(c)
}

// forms are those of a report.
var forms = map[string]func(*parse.Crash, export.Options) string{
	"": export.Text, "text": export.Text, "markdown": export.Markdown, "mail": export.Mail, "html": export.HTML,
	"json": func(c *parse.Crash, o export.Options) string { return string(export.AppendJSON(nil, c, o)) },
}

func (p *peer) report(r *protocol.Request, m *protocol.Message) error {
	form := forms[r.As]
	if form == nil {
		return fmt.Errorf("%q is no form of a report; there is text, markdown, mail, html and json", r.As)
	}
	c, err := p.about(r.Crash)
	switch {
	case err != nil:
		return err
	case c == nil:
		return errors.New("report which crash? Give its id")
	}
	m.Report = form(p.v.resolve(c), export.Options{File: p.v.opt.Port})
	return nil
}

// record tells where the raw capture is, and begins to tell how it grows.
func (p *peer) record(r *protocol.Request, m *protocol.Message) error {
	if p.remote() {
		return errors.New("the record can only be read on the same machine; ask for lines")
	}
	held, holes, err := p.v.s.Hold()
	if err != nil {
		return err
	}
	m.Record = &protocol.Record{Held: held}
	for i := range holes {
		m.Record.Gaps = append(m.Record.Gaps, hole(&holes[i]))
	}
	p.mu.Lock()
	began := p.grown || p.wanted != nil
	p.grown, p.told = true, len(holes)
	p.whole = p.whole || r.Program != ""
	p.mu.Unlock()
	if r.Program == protocol.ForGDB && p.debug == nil && !p.mute {
		p.debug = p.v.s.Debug(p.typist())
	}
	if !began {
		p.tell(false)
	}
	return nil
}

func hole(h *console.Hole) protocol.Gap {
	return protocol.Gap{At: h.At, Seconds: h.Length.Seconds(), Reason: h.Reason, Skip: h.Skip}
}
