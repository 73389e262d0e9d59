package ledger

import (
	"time"

	"oopscope/console/link"
	"oopscope/parse/schema"
)

// Seen is what is known of a crash, for JSON; nil when that is nothing.
func Seen(h link.History) *schema.Seen {
	if h.Session == 0 {
		return nil
	}
	s := &schema.Seen{Session: h.Session, Before: h.Times, Since: h.Since, First: moment(h.First), Last: moment(h.Last), Fixed: h.Verdict.Fixed, Back: h.Back}
	if h.Verdict.Status != link.New {
		s.Status = string(h.Verdict.Status)
	}
	return s
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
