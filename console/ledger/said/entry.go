package said

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/parse/export"
)

// A saying is one entry of the journal of signatures: what a person said of one.
type saying struct {
	key   string // the signature
	what  string // Note, Status or Tags
	value string // the status, with its version, or the tags
	text  string // the note
	from  string // the capture of the crash that a note is on, "" for all of them
	byte  int64  // where that crash begins
	at    time.Time
	title string // what the crash is called, for who reads the file
}

// What can be said of a signature.
const (
	Note   = link.SaidNote
	Status = link.SaidStatus
	Tags   = link.SaidTags
)

const stamp = time.DateTime + ".000Z"

// render writes an entry: an item of a Markdown list, with what the crash is called
// as code below it, and a note as a quotation.
func (s *saying) render() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n- signature %s, %s", s.key, s.what)
	if s.from != "" {
		fmt.Fprintf(&b, " on the crash at byte %d of %q", s.byte, s.from)
	}
	if s.value != "" {
		b.WriteString(" " + export.Clean(s.value))
	}
	fmt.Fprintf(&b, ", %s\n", s.at.UTC().Format(stamp))
	if s.title != "" {
		fmt.Fprintf(&b, "\n      %s\n", export.Clean(s.title))
	}
	if s.text != "" {
		b.WriteString("\n")
		for line := range strings.SplitSeq(s.text, "\n") {
			b.WriteString(strings.TrimRight("  > "+export.Clean(line), " ") + "\n")
		}
	}
	return b.String()
}

// sayingLine is the first line of an entry. A person may write one by hand, and leave the
// time out.
var sayingLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^- signature ([0-9A-Za-z]{1,128}), (note|status|tags)(?: on the crash at byte (\d{1,18}) of ("(?:[^"\\]|\\.)*"))?(?: (.*?))?(?:, (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?Z))?$`)
})

// read reads a journal of signatures. What is not understood is left alone.
func read(text string) (list []saying) {
	var open *saying
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if m := sayingLine().FindStringSubmatch(line); m != nil {
			s := saying{key: m[1], what: m[2], value: export.Clean(m[5])}
			s.byte, _ = strconv.ParseInt(m[3], 10, 64)
			s.from, _ = strconv.Unquote(m[4])
			s.at, _ = time.Parse(time.DateTime+"Z", m[6])
			list = append(list, s)
			open = &list[len(list)-1]
		} else if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "- ") {
			open = nil
		} else if open != nil {
			open.readMore(line)
		}
	}
	return list
}

// readMore reads a line below an entry's first one: more of a person's words.
func (s *saying) readMore(line string) {
	quoted, quote := strings.CutPrefix(strings.TrimLeft(line, " "), ">")
	if !quote || s.what != Note {
		return
	}
	if s.text != "" {
		s.text += "\n"
	}
	s.text += export.Clean(strings.TrimPrefix(quoted, " "))
}

// verdicts is what counts of all that was said: the last status and the last tags
// of a signature, and the last note on each crash.
func verdicts(list []saying) map[string]link.Verdict {
	all := map[string]link.Verdict{}
	for i := range list {
		s := &list[i]
		v := all[s.key]
		switch s.what {
		case Note:
			v.Notes = withNote(v.Notes, s)
		case Status:
			status, version, _ := strings.Cut(s.value, " ")
			v.Status, v.Fixed, v.Since = link.Status(status), strings.TrimSpace(strings.TrimPrefix(version, "in ")), s.at
		case Tags:
			v.Tags = strings.Fields(s.value)
		}
		all[s.key] = v
	}
	return all
}

// withNote takes a note in: on a crash it replaces the earlier one, and an empty one
// takes that away.
func withNote(notes []link.Note, s *saying) []link.Note {
	fresh := make([]link.Note, 0, len(notes)+1)
	for _, n := range notes {
		if s.from == "" || n.From != s.from || n.Byte != s.byte {
			fresh = append(fresh, n)
		}
	}
	if s.text == "" {
		return fresh
	}
	return append(fresh, link.Note{At: s.at, Text: s.text, From: s.from, Byte: s.byte})
}
