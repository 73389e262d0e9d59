package decode

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/letter"
)

// lastFacts say what the last lines before a restart or a silence show.
func (x *decoding) lastFacts() {
	body := x.c.Body
	last := body[len(body)-1]
	x.addFact("last line", letter.Cut(strings.TrimSpace(last.Text), 200), last.N)
	first := body[0]
	if first.Micro >= 0 && last.Micro > first.Micro {
		rate := float64(len(body)-1) / (float64(last.Micro-first.Micro) / 1e6)
		x.addFact("pace", fmt.Sprintf("%d lines in %.1f s before it (%.1f a second)", len(body), float64(last.Micro-first.Micro)/1e6, rate), last.N)
	}
	g := x.r.Hits[0].Groups
	if g["quiet"] != "" {
		x.addFact("expected", g["due"], last.N)
		x.addFact("quiet for", g["quiet"], last.N)
	}
	if g["open"] != "" {
		at, _ := strconv.Atoi(g["line"])
		x.addFact("open call", g["open"], at)
		if g["clock"] != "" {
			x.addFact("called at", g["clock"], at)
		}
		return
	}
	for i := len(body) - 1; i >= 0; i-- { // initcall_debug
		if t := body[i].Text; strings.HasPrefix(t, "calling  ") {
			fn, _, _ := strings.Cut(strings.TrimPrefix(t, "calling  "), " @")
			x.addFact("last initcall", fn, body[i].N)
			return
		}
	}
}
