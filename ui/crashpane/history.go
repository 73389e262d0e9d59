package crashpane

import (
	"strings"
	"time"

	"oopscope/console/link"
)

// SetHistory says what is known of the next crash's signature from before, and
// which time it is now. SetCrash shows it.
func (p *Pane) SetHistory(h link.History, now time.Time) { p.history, p.now = h, now }

// seen are the rows of the head that tell how often the crash was met, and what
// was written last of it then.
func (p *Pane) seen(b *rowBuilder) {
	h := &p.history
	if words := h.Words(p.now); words != "" {
		style := &p.th.Text
		if h.Back {
			style = &p.th.Warning
		}
		p.labelled(b, "seen", "seen", 0, p.unlabelled(b, "seen "), Span{words, style})
	}
	if n := len(h.Verdict.Notes); n > 0 {
		first, _, more := strings.Cut(h.Verdict.Notes[n-1].Text, "\n")
		if more || n > 1 {
			first += " …"
		}
		at := link.Ago(h.Verdict.Notes[n-1].At, p.now) + ": "
		if p.low() { // one row
			b.line("noted", 0, Span{"noted   ", &p.th.Dim}, Span{at, &p.th.Dim}, Span{first, &p.th.Key})
			return
		}
		p.labelled(b, "noted", "noted", 0, p.unlabelled(b, "noted "), Span{at, &p.th.Dim}, Span{first, &p.th.Key})
	}
}

// judged tells whether people said anything of the signature before.
func (p *Pane) judged() bool {
	v := &p.history.Verdict
	return len(v.Notes)+len(v.Tags) > 0 || v.Status != link.New && v.Status != ""
}

// said is what they said: the status, the tags, the notes of other crashes.
func (p *Pane) said(b *rowBuilder, _ bool) {
	v := &p.history.Verdict
	if v.Status != link.New && v.Status != "" {
		p.field(b, "status", v.Words()+", said "+link.Ago(v.Since, p.now), len("status"), 0)
	}
	if len(v.Tags) > 0 {
		p.field(b, "tags", strings.Join(v.Tags, " "), len("status"), 0)
	}
	for i := len(v.Notes) - 1; i >= 0; i-- { // the newest first
		n := &v.Notes[i]
		p.text(b, link.Ago(n.At, p.now))
		for line := range strings.SplitSeq(n.Text, "\n") {
			b.text("", 0, nil, 4, Span{"  " + line, &p.th.Text})
		}
	}
}

// text is a dim row that heads others.
func (p *Pane) text(b *rowBuilder, words string) { b.text("", 0, nil, 2, Span{words, &p.th.Dim}) }
