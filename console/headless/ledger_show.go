package headless

import (
	"cmp"
	"fmt"
	"strings"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/parse/letter"
)

// mostSightings is how many of a signature are printed; --json prints all.
const mostSightings = 20

// show prints all that is known of one signature.
func (a *asked) show(args []string) error {
	g, rest, err := a.one(args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return wrongUse{fmt.Errorf("show takes one signature, but got %q, too", rest[0])}
	}
	list, err := a.store.Of(g.Kind, g.Key)
	if err != nil {
		return err
	}
	if a.opt.JSON {
		return a.showJSON(&g, list)
	}
	lives, err := a.store.Lives()
	if err != nil {
		return err
	}
	var b strings.Builder
	a.head(&b, &g)
	if g.Kind == link.ACrash {
		a.pictures(&b, &g, lives)
	}
	a.sightings(&b, list)
	return a.print(b.String())
}

// head tells how often, since when, where, and what was said.
func (a *asked) head(b *strings.Builder, g *link.Group) {
	fmt.Fprintf(b, "%s\n\n", letter.Clean(g.Title))
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s  %s\n", pad(name, 9), letter.Clean(value))
		}
	}
	field("signature", g.Key)
	field("class", strings.TrimSuffix(g.Class+", "+g.Severity, ", "))
	field("errno", g.Errno)
	met := link.Times(g.Times) + " in " + count(g.Sessions, "session", "sessions")
	if !g.First.At.IsZero() {
		met += ", first " + link.Ago(g.First.At, a.opt.Now) + ", last " + link.Ago(g.Last.At, a.opt.Now)
	}
	field("met", met)
	field("kernels", strings.Join(g.Kernels, ", "))
	field("boards", strings.Join(g.Boards, ", "))
	status := g.Verdict.Words()
	if g.Back {
		status += ", and met again since"
	}
	field("status", status)
	field("tags", strings.Join(g.Verdict.Tags, " "))
	for _, n := range g.Verdict.Notes {
		fmt.Fprintf(b, "note      %s\n", link.Ago(n.At, a.opt.Now))
		for line := range strings.SplitSeq(n.Text, "\n") {
			fmt.Fprintf(b, "          %s\n", letter.Clean(line))
		}
	}
}

// pictures draw the signature over the boots, and over how long those lasted.
func (a *asked) pictures(b *strings.Builder, g *link.Group, lives []link.Life) {
	const boots, rows = 60, 15
	if row := recall.Boots(recall.ByBoot(lives, boots), g.Key); row != "" {
		fmt.Fprintf(b, "boots      %s  (the last %d)\n", row, min(len(lives), boots))
	}
	t := recall.NewTimeline(lives, g.Key, a.opt.Width, a.opt.Now)
	var with []recall.Row
	for _, row := range t.Rows(only(lives, []link.Group{*g})) {
		with = append(with, row)
	}
	b.WriteString("\n")
	if n := len(with) - rows; n > 0 {
		fmt.Fprintf(b, "%s before\n", count(n, "row", "rows"))
		with = with[n:]
	}
	for _, row := range with {
		b.WriteString(row.Text + "\n")
	}
	b.WriteString(t.Axis() + "\n")
}

// sightings lists where it was met, the newest first.
func (a *asked) sightings(b *strings.Builder, list []link.Sighting) {
	b.WriteString("\n")
	for i := len(list) - 1; i >= 0; i-- {
		if len(list)-1-i == mostSightings {
			fmt.Fprintf(b, "and %s before that\n", link.Times(i+1))
			break
		}
		s := &list[i]
		at := "no time       "
		if !s.At.IsZero() {
			at = s.At.In(a.opt.Now.Location()).Format("2006-01-02 15:04:05")
		}
		if s.About {
			at = "~" + at
		}
		parts := []string{at, fmt.Sprintf("boot %d", s.Boot)}
		if s.Timed {
			parts = append(parts, fmt.Sprintf("%.3f s", s.Uptime))
		}
		if s.Count > 1 {
			parts = append(parts, link.Times(s.Count))
		}
		for _, word := range []string{s.Kernel, cmp.Or(s.Board, s.Machine)} {
			if word != "" {
				parts = append(parts, word)
			}
		}
		fmt.Fprintf(b, "%s\n", letter.Clean(strings.Join(parts, " · ")))
		fmt.Fprintf(b, "    line %d of %s\n", s.Line, letter.Clean(s.Source))
		if dir := a.store.Folder(s); dir != "" {
			fmt.Fprintf(b, "    saved in %s\n", letter.Clean(dir))
		}
	}
}

// A sightingLine is a sighting as JSON. A key without a value is left out.
type sightingLine struct {
	At      string   `json:"at,omitempty"`
	About   bool     `json:"about,omitempty"` // at is the capture's time
	Source  string   `json:"source"`
	Line    int      `json:"line,omitempty"`
	Byte    int64    `json:"byte"`
	Board   string   `json:"board,omitempty"`
	Kernel  string   `json:"kernel,omitempty"`
	Build   string   `json:"build,omitempty"`
	Machine string   `json:"machine,omitempty"`
	Boot    int      `json:"boot,omitempty"`
	Uptime  *float64 `json:"uptime,omitempty"`
	Count   int      `json:"count,omitempty"`
	Folder  string   `json:"folder,omitempty"`
}

func (a *asked) showJSON(g *link.Group, list []link.Sighting) error {
	whole := struct {
		groupLine
		Sightings []sightingLine `json:"sightings"`
	}{groupLine: lineOf(g)}
	for i := range list {
		s := &list[i]
		l := sightingLine{At: stamp(s.At), About: s.About, Source: s.Source, Line: s.Line, Byte: s.Byte, Board: s.Board, Kernel: s.Kernel,
			Build: s.Build, Machine: s.Machine, Boot: s.Boot, Count: s.Count, Folder: a.store.Folder(s)}
		if s.Timed {
			l.Uptime = &s.Uptime
		}
		whole.Sightings = append(whole.Sightings, l)
	}
	return a.printLine(whole)
}
