package recall

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/link"
)

// Bounds of what is told of one signature.
const (
	mostSightings = 20
	mostRows      = 15
)

// BootsShown is how many of the last boots a signature is drawn over, besides those that it
// crashed.
const BootsShown = 60

// Detail tells all that is known of a signature, a line each: what it is, how
// often, since when and where it was met, what was said of it, how it lies over
// boots, and where to find it. The lines hold words of boards and of people.
func Detail(g *link.Group, list []link.Sighting, lives []link.Life, width int, now time.Time) []string {
	lines := append([]string{g.Title, ""}, fieldsOf(g, now)...)
	for _, n := range g.Verdict.Notes {
		lines = append(lines, field("note", link.Ago(n.At, now)))
		for line := range strings.SplitSeq(n.Text, "\n") {
			lines = append(lines, field("", line))
		}
	}
	if g.Kind == link.ACrash {
		lines = append(lines, pictures(g, lives, width, now)...)
	}
	return append(lines, met(list, now)...)
}

func field(name, value string) string {
	return name + strings.Repeat(" ", max(len("signature  ")-len(name), 1)) + value
}

func fieldsOf(g *link.Group, now time.Time) (lines []string) {
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, field(name, value))
		}
	}
	times := link.Times(g.Times) + " in " + link.Count(g.Sessions, "session")
	if !g.First.At.IsZero() {
		times += ", first " + link.Ago(g.First.At, now) + ", last " + link.Ago(g.Last.At, now)
	}
	status := g.Verdict.Words()
	if g.Back {
		status += ", and met again since"
	}
	add("signature", g.Key)
	add("class", strings.TrimSuffix(g.Class+", "+g.Severity, ", "))
	add("errno", g.Errno)
	add("met", times)
	add("kernels", strings.Join(g.Kernels, ", "))
	add("boards", strings.Join(g.Boards, ", "))
	add("status", status)
	add("tags", strings.Join(g.Verdict.Tags, " "))
	return lines
}

// pictures draw the signature over the boots, and over how long those lasted.
func pictures(g *link.Group, lives []link.Life, width int, now time.Time) (lines []string) {
	if row := Boots(ByBoot(lives, BootsShown), g.Key); row != "" {
		lines = append(lines, field("boots", row))
	}
	mine := Only(lives, []link.Group{*g})
	t := NewTimeline(mine, g.Key, width, now)
	rows := t.Rows(mine)
	lines = append(lines, "")
	if n := len(rows) - mostRows; n > 0 {
		lines = append(lines, link.Count(n, "row")+" before")
		rows = rows[n:]
	}
	for _, row := range rows {
		lines = append(lines, row.Text)
	}
	return append(lines, t.Axis())
}

// Only leaves the boots in which one of the signatures was met, and of those the
// crashes of these.
func Only(lives []link.Life, groups []link.Group) (left []link.Life) {
	asked := map[string]bool{}
	for i := range groups {
		asked[groups[i].Key] = true
	}
	for _, l := range lives {
		l.Crashes = slices.DeleteFunc(slices.Clone(l.Crashes), func(d link.Death) bool { return !asked[d.Key] })
		if len(l.Crashes) > 0 {
			left = append(left, l)
		}
	}
	return left
}

// met lists where it was met, the newest first.
func met(list []link.Sighting, now time.Time) []string {
	lines := []string{""}
	for i := len(list) - 1; i >= 0; i-- {
		if len(list)-1-i == mostSightings {
			return append(lines, "and "+link.Times(i+1)+" before that")
		}
		s := &list[i]
		at := "no time"
		if !s.At.IsZero() {
			at = s.At.In(now.Location()).Format(time.DateTime)
		}
		if s.About {
			at = "~" + at
		}
		parts := []string{at, "boot " + strconv.Itoa(s.Boot)}
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
		lines = append(lines, strings.Join(parts, " · "), "    line "+strconv.Itoa(s.Line)+" of "+s.Source)
		if s.Folder != "" {
			lines = append(lines, "    saved in "+s.Folder)
		}
	}
	return lines
}
