package headless

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/parse/letter"
)

// sparkBoots is how many boots a signature's row shows.
const sparkBoots = 24

// list prints every signature that crashed.
func (a *asked) list(words []string) error {
	shown, ignored, err := a.groups(link.ACrash, words)
	if err != nil {
		return err
	}
	if a.opt.JSON {
		return a.printJSON(shown)
	}
	lives, all, err := a.store.Latest(sparkBoots, "")
	if err != nil {
		return err
	}
	counts := recall.ByBoot(lives, sparkBoots)
	var b strings.Builder
	boots := min(len(lives), sparkBoots)
	if len(shown) > 0 {
		fmt.Fprintf(&b, "TIMES  LAST          STATUS    SIGNATURE  %s  CRASH\n", pad("BOOTS", max(boots, 5)))
	}
	for i := range shown {
		g := &shown[i]
		row := recall.Boots(counts, g.Key)
		if row == "" {
			row = strings.Repeat("·", boots)
		}
		fmt.Fprintf(&b, "%5d  %s  %s  %s  %s  %s\n", g.Times, pad(a.last(g), 12), pad(statusWord(g), 8), pad(shortKey(g.Key), 9), pad(row, 5), titleOf(g))
	}
	fmt.Fprintf(&b, "%s, %s, %s%s\n", count(len(shown), "signature", "signatures"), count(timesOf(shown), "crash", "crashes"), count(all, "boot", "boots"), leftOut(ignored))
	return a.print(b.String())
}

// trouble prints what is no crash: what is new since the last boot that went well,
// then the rest.
func (a *asked) trouble(words []string) error {
	shown, ignored, err := a.groups(link.ATrouble, words)
	if err != nil {
		return err
	}
	if a.opt.JSON {
		return a.printJSON(shown)
	}
	var b strings.Builder
	if len(shown) > 0 {
		b.WriteString("TIMES  LAST          NEW  ERRNO      SIGNATURE  MESSAGE, AS IT CAME LAST\n")
	}
	for i := range shown {
		g, fresh := &shown[i], ""
		if g.New {
			fresh = "new"
		}
		fmt.Fprintf(&b, "%5d  %s  %s  %s  %s  %s\n", g.Times, pad(a.last(g), 12), pad(fresh, 3), pad(g.Errno, 9), pad(shortKey(g.Key), 9), letter.Clean(g.Title))
	}
	fmt.Fprintf(&b, "%s, %s%s\n", count(len(shown), "kind of trouble", "kinds of trouble"), link.Times(timesOf(shown)), leftOut(ignored))
	return a.print(b.String())
}

// boots prints a strip for each boot, with what the letters stand for.
func (a *asked) boots(words []string) error {
	lives, err := a.store.Lives()
	if err != nil {
		return err
	}
	shown, _, err := a.groups(link.ACrash, words)
	if err != nil {
		return err
	}
	if len(words) > 0 {
		lives = recall.Only(lives, shown)
	}
	t := recall.NewTimeline(lives, "", a.opt.Width, a.opt.Now)
	var b strings.Builder
	for _, row := range t.Rows(lives) {
		b.WriteString(row.Text + "\n")
	}
	if b.Len() > 0 {
		b.WriteString(t.Axis() + "\n")
	}
	for _, key := range t.Keys() {
		if i := slices.IndexFunc(shown, func(g link.Group) bool { return g.Key == key }); i >= 0 {
			fmt.Fprintf(&b, "%s  %s  %s  %s\n", t.Letter(key), shortKey(key), pad(link.Times(shown[i].Times), 9), titleOf(&shown[i]))
		}
	}
	fmt.Fprintf(&b, "%s\n", count(link.Boots(lives), "boot", "boots"))
	return a.print(b.String())
}

func (a *asked) last(g *link.Group) string {
	if g.Last.At.IsZero() {
		return "?"
	}
	words := link.Ago(g.Last.At, a.opt.Now)
	return strings.Replace(words, "today at ", "today ", 1)
}

func statusWord(g *link.Group) string {
	if g.Back {
		return "BACK"
	}
	return string(g.Verdict.Status)
}

func titleOf(g *link.Group) string {
	text := letter.Clean(g.Title)
	for _, tag := range g.Verdict.Tags {
		text += " #" + letter.Clean(tag)
	}
	if n := len(g.Verdict.Notes); n > 0 {
		text += " (" + count(n, "note", "notes") + ")"
	}
	return text
}

func timesOf(groups []link.Group) (n int) {
	for i := range groups {
		n += groups[i].Times
	}
	return n
}

func leftOut(ignored int) string {
	if ignored == 0 {
		return ""
	}
	return fmt.Sprintf("; %d more that are ignored (status:ignore shows them)", ignored)
}

// shortKey is enough of a signature to name it.
func shortKey(key string) string { return letter.Clean(key[:min(len(key), 9)]) }

// pad fills a text of letters that are one cell wide.
func pad(text string, n int) string {
	return text + strings.Repeat(" ", max(n-len([]rune(text)), 0))
}

// A groupLine is a signature as JSON. A key without a value is left out.
type groupLine struct {
	V         int        `json:"v"`
	Kind      string     `json:"kind"` // crash or trouble
	Signature string     `json:"signature"`
	Bug       string     `json:"bug,omitempty"`
	Class     string     `json:"class,omitempty"`
	Severity  string     `json:"severity,omitempty"`
	Title     string     `json:"title,omitempty"`
	Errno     string     `json:"errno,omitempty"`
	Times     int        `json:"times"`
	Sessions  int        `json:"sessions"`
	First     string     `json:"first,omitempty"`
	Last      string     `json:"last,omitempty"`
	Since     string     `json:"since,omitempty"` // the kernel then first
	Kernels   []string   `json:"kernels,omitempty"`
	Boards    []string   `json:"boards,omitempty"`
	New       bool       `json:"new,omitempty"` // trouble that came after the last boot that went well
	Status    string     `json:"status,omitempty"`
	Fixed     string     `json:"fixed,omitempty"`
	Back      bool       `json:"back,omitempty"`
	Tags      []string   `json:"tags,omitempty"`
	Notes     []noteLine `json:"notes,omitempty"`
}

type noteLine struct {
	At   string `json:"at,omitempty"`
	Text string `json:"text"`
}

func (a *asked) printJSON(groups []link.Group) error {
	for i := range groups {
		if err := a.printLine(lineOf(&groups[i])); err != nil {
			return err
		}
	}
	return nil
}

func (a *asked) printLine(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.print(string(line) + "\n")
}

func lineOf(g *link.Group) groupLine {
	l := groupLine{
		V: 1, Kind: g.Kind, Signature: g.Key, Bug: g.Bug, Class: g.Class, Severity: g.Severity, Title: g.Title, Errno: g.Errno,
		Times: g.Times, Sessions: g.Sessions, First: stamp(g.First.At), Last: stamp(g.Last.At), Since: g.First.Kernel, Kernels: g.Kernels, Boards: g.Boards,
		New: g.New, Status: string(g.Verdict.Status), Fixed: g.Verdict.Fixed, Back: g.Back, Tags: g.Verdict.Tags,
	}
	for _, n := range g.Verdict.Notes {
		l.Notes = append(l.Notes, noteLine{stamp(n.At), n.Text})
	}
	return l
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
