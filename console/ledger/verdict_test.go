package ledger

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/parse"
)

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		release, version string
		before, known    bool
	}{
		{"5.10.9", "5.10.12", true, true}, {"5.10.12", "5.10.9", false, true}, {"5.10.9", "5.10.9", false, true},
		{"4.19.94-ti-r73", "4.19.94-ti-r75", true, true}, {"4.19.94-ti-r75", "4.19.94-ti-r73", false, true},
		{"6.1-rc3", "6.1", true, true}, {"6.1", "6.1-rc3", false, true}, {"6.1.0-rc1", "6.1.0-rc2", true, true},
		{"6.1-rc3", "6.1-arch1", true, true}, {"6.1-arch1", "6.1-rc3", false, true},
		{"v6.1", "6.2", true, true}, {"6.1", "6.1.4", true, true}, {"6.1.4", "6.1", false, true}, {"6.10", "6.9", false, true},
		{"6.1", "cafe1234", false, false}, {"", "6.1", false, false}, {"6.1", "", false, false},
	} {
		if before, known := older(c.release, c.version); before != c.before || known != c.known {
			t.Errorf("%q against %q: %v, %v", c.release, c.version, before, known)
		}
	}
}

// TestWhatIsSaid: of a signature the last status and tags count and every note,
// over sessions, and what is in the file stays there.
func TestWhatIsSaid(t *testing.T) {
	l, _ := open(t)
	const key = "deadbeef0123"
	for _, words := range [][2]string{
		{said.Note, "first line\n- signature cafe, status known\n> quoted\n\nlast"}, {said.Status, "known"}, {said.Tags, "#usb, prio1"},
		{said.Status, "fixed 5.10.3"}, {said.Note, "second"}, {said.Tags, "usb"},
	} {
		if err := l.Say(key, words[0], words[1]); err != nil {
			t.Fatal(err)
		}
	}
	again := Open(l.dir)
	got := again.said.Of(key)
	want := link.Verdict{Status: link.Fixed, Fixed: "5.10.3", Since: l.now(), Tags: []string{"usb"}, Notes: []link.Note{
		{At: l.now(), Text: "first line\n- signature cafe, status known\n> quoted\n\nlast"}, {At: l.now(), Text: "second"},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if v := again.said.Of("cafe"); v.Status != link.New || len(again.said.All()) != 1 {
		t.Errorf("words in a note were taken for a status: %+v", v)
	}
	for _, bad := range [][3]string{{"not hex", said.Note, "x"}, {"", said.Tags, "x"}, {key, said.Status, "done"}, {key, said.Status, "known 5.1"}, {key, said.Note, " "}} {
		if err := l.Say(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	file := read(t, l.said.Path())
	if !strings.Contains(file, "prio1") || !strings.Contains(file, "status known") {
		t.Errorf("what was said before is gone:\n%s", file)
	}
	os.WriteFile(l.said.Path(), []byte(file+"- signature cafe, status ignore"), 0o600) // by hand, without an end
	if err := again.Say(key, said.Status, "new"); err != nil || again.said.Of("cafe").Status != link.Ignore || again.said.Of(key).Status != link.New {
		t.Errorf("%v, %+v", err, again.said.All())
	}
}

// TestNotesAreTold: the note on a crash belongs to its signature as well, is told
// with the next crash of it, can be changed and taken away; what was called fixed
// and comes back is announced.
func TestNotesAreTold(t *testing.T) {
	l, _ := open(t)
	when := l.now()
	crashOf := func(kernel string) *parse.Crash {
		c := crash()
		c.Kernel, c.Seen = kernel, when
		return c
	}
	p := l.Capture("ttyUSB0", l.dir+"/monday.log", 0)
	history := func(p *Capture, kernel string) link.History {
		t.Helper()
		h, err := saw(p, []*parse.Crash{crashOf(kernel)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return h[0]
	}
	history(p, "5.10.2")
	for _, text := range []string{"draft", "unload first"} {
		if _, _, err := p.Note(crashOf("5.10.2"), text, "draft"); err != nil {
			t.Fatal(err)
		}
	}
	if h := history(p, "5.10.2"); len(h.Verdict.Notes) != 0 {
		t.Errorf("the note on this very crash is told twice: %+v", h)
	}
	l2 := Open(l.dir)
	l2.now = func() time.Time { return l.now().Add(24 * time.Hour) }
	q := l2.Capture("ttyUSB0", l.dir+"/tuesday.log", 0)
	h := history(q, "5.10.2")
	if len(h.Verdict.Notes) != 1 || h.Verdict.Notes[0].Text != "unload first" || h.Times != 1 || h.Back {
		t.Errorf("%+v", h)
	}
	if err := l2.Say(crash().Signature.Exact, said.Status, "fixed in 5.10.3"); err != nil {
		t.Fatal(err)
	}
	if h := history(l2.Capture("ttyUSB0", l.dir+"/before.log", 0), "5.11"); h.Back {
		t.Errorf("it is back before it was called fixed: %+v", h)
	}
	when = l2.now().Add(time.Hour)
	for kernel, back := range map[string]bool{"5.10.2": false, "5.10.3": true, "5.11": true} {
		r := l2.Capture("ttyUSB0", l.dir+"/"+kernel+".log", 0)
		if h := history(r, kernel); h.Back != back || h.Verdict.Status != link.Fixed {
			t.Errorf("%s: %+v", kernel, h)
		}
	}
	when = l.now()
	if _, _, err := p.Note(crashOf("5.10.2"), "", "unload first"); err != nil {
		t.Fatal(err)
	}
	if v := l2.said.Of(crash().Signature.Exact); len(v.Notes) != 0 {
		t.Errorf("taken away, but %+v", v)
	}
}
