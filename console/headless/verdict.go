package headless

import (
	"fmt"
	"math"
	"regexp"

	"oopscope/parse"
	"oopscope/parse/printk"
)

// A verdict is why a watch ends, and how.
type verdict struct {
	status    int
	why       string
	line      int
	met       *regexp.Regexp // the pattern that was seen, nil for a crash
	scripted  bool           // it is the script's
	lingering bool           // only an open crash is still waited for
}

// judge finds the first line of a batch that decides the watch. On one and the
// same line the worse outcome counts.
func (w *watcher) judge(b *parse.Batch) *verdict {
	var first *verdict
	consider := func(v verdict) {
		if first == nil || v.line < first.line || v.line == first.line && v.status > first.status {
			first = &v
		}
	}
	for _, c := range b.Crashes {
		switch {
		case !w.opt.FailOnCrash:
		case isRiddle(c):
			consider(verdict{status: Crashed, why: fmt.Sprintf("a dump that was not understood at line %d", c.First), line: c.First})
		case isCrash(c):
			consider(verdict{status: Crashed, why: fmt.Sprintf("a crash at line %d", c.First), line: c.First})
		}
	}
	for i := range b.Lines {
		if v, ok := w.match(b.Lines[i].Raw, b.Lines[i].N); ok {
			consider(v)
		}
	}
	if v, ok := w.match(b.Partial, math.MaxInt); ok { // a prompt has no line end
		consider(v)
	}
	return first
}

func (w *watcher) match(raw []byte, line int) (verdict, bool) {
	if len(raw) == 0 || len(w.opt.Expect)+len(w.opt.FailOn) == 0 {
		return verdict{}, false
	}
	text := printk.Scrub(nil, raw)
	if re := anyOf(w.opt.FailOn, text); re != nil {
		return verdict{status: Matched, why: "seen, as --fail-on " + quoted(re, text), line: line, met: re}, true
	}
	if re := anyOf(w.opt.Expect, text); re != nil {
		return verdict{status: Done, why: "seen, as --expect " + quoted(re, text), line: line, met: re}, true
	}
	return verdict{}, false
}

func anyOf(res []*regexp.Regexp, text []byte) *regexp.Regexp {
	for _, re := range res {
		if re.Match(text) {
			return re
		}
	}
	return nil
}

func quoted(re *regexp.Regexp, text []byte) string {
	return fmt.Sprintf("%s: %s", re, text)
}
