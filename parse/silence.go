package parse

import (
	"bytes"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// answerTime is how long a board may take to show anything at all after a line
// was typed to it. A shell echoes at once, a busy one within seconds.
const answerTime = 8 * time.Second

// Typed tells the decoder that a person sent bytes to the board. When a line
// was among them and nothing comes back, the console has stopped: a report of
// class silence says what was last seen. Live lines only.
func (d *Decoder) Typed(p []byte, now time.Time) {
	if d.typed.IsZero() && !d.silent && bytes.ContainsAny(p, "\r\n") {
		d.typed = now
	}
}

// heard notes that the board is alive.
func (d *Decoder) heard() {
	d.typed, d.silent = time.Time{}, false
}

// listen reports a board that does not answer, once until it is heard again.
func (d *Decoder) listen(now time.Time) {
	if d.typed.IsZero() || now.Sub(d.typed) < answerTime || d.desk.busy() {
		return
	}
	d.typed, d.silent = time.Time{}, true
	d.desk.lastWords(d.desk.recent.before(d.n+1), silenceRule, closedBySilence, d.boots.current)
}

var (
	resetRule   = class.Restarted.Stand(class.Opens)
	silenceRule = class.Silent.Stand(class.Opens)
)

// lastWords hands out a report that consists of the last lines seen.
func (k *desk) lastWords(lines []crash.BodyLine, why *class.Matcher, closed string, boot crash.Boot) {
	if len(lines) == 0 {
		return
	}
	k.ids++
	w := &window{id: k.ids, boot: boot, seen: k.d.now, stage: done, closed: closed, lastMicro: -1, dirty: true}
	for _, l := range lines {
		w.push(entry{BodyLine: l})
	}
	w.hits = []class.Hit{{Matcher: why, At: lines[len(lines)-1]}}
	k.queue = append(k.queue, w)
}
