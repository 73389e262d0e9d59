package headless

import (
	"fmt"
	"strings"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/parse/letter"
)

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
	lives, _, err := a.store.Latest(recall.BootsShown, g.Key)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, line := range recall.Detail(&g, list, lives, a.opt.Width, a.opt.Now) {
		b.WriteString(letter.Clean(line) + "\n")
	}
	return a.print(b.String())
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
			Build: s.Build, Machine: s.Machine, Boot: s.Boot, Count: s.Count, Folder: s.Folder}
		if s.Timed {
			l.Uptime = &s.Uptime
		}
		whole.Sightings = append(whole.Sightings, l)
	}
	return a.printLine(whole)
}
