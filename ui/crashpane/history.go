package crashpane

import (
	"time"

	"oopscope/console/link"
)

// SetHistory says what is known of the next crash's signature from before, and
// which time it is now. SetCrash shows it.
func (p *Pane) SetHistory(h link.History, now time.Time) { p.history, p.now = h, now }

// seen is the row of the head that tells how often the crash was met.
func (p *Pane) seen(b *rowBuilder) {
	words := p.history.Words(p.now)
	if words == "" {
		return
	}
	style := &p.th.Text
	if p.history.Back {
		style = &p.th.Warning
	}
	p.labelled(b, "seen", "seen", 0, p.unlabelled(b, "seen "), Span{words, style})
}
