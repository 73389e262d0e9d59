package ledger

import (
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// saw enters what a session brought, and asks what is known of it.
func saw(p *Capture, crashes []*parse.Crash, boots []parse.Boot) ([]link.History, error) {
	if err := p.File(crashes, boots, nil); err != nil {
		return nil, err
	}
	return p.Known(crashes)
}

// counted are the crashes that the ledger has.
func counted(t *testing.T, l *Ledger) (n int) {
	t.Helper()
	all, err := l.Recall()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all.Crashes {
		n += g.Times
	}
	return n
}

// A crash of a record is one crash for every session that reads it: the one that wrote it, one that
// looks on, one that goes on with it. Their clocks differ a little, and so does what they know it by.
func TestARecordReadAgainHasNoOtherCrashes(t *testing.T) {
	l := Open(t.TempDir())
	record := l.dir + "/board.log"
	at := crash()
	at.Seen = time.Date(2026, 11, 20, 9, 0, 0, 123456789, time.UTC)
	for _, later := range []time.Duration{0, 3 * time.Millisecond, -700} {
		c := *at
		c.Seen = at.Seen.Add(later)
		if _, err := saw(l.Capture("ttyUSB0", record, 0), []*parse.Crash{&c}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := counted(t, l); n != 1 {
		t.Errorf("one crash of a record was counted %d times", n)
	}
	other := *at
	other.FirstByte += 5000
	tomorrow := *at
	tomorrow.Seen = at.Seen.Add(24 * time.Hour) // the record was begun anew under its name
	if _, err := saw(l.Capture("ttyUSB0", record, 0), []*parse.Crash{&other, &tomorrow}, nil); err != nil {
		t.Fatal(err)
	}
	if n := counted(t, l); n != 3 {
		t.Errorf("three crashes were counted as %d", n)
	}
}

// A crash that comes in brief is read again and entered whole, once; of trouble and of what cannot
// be read nothing is entered.
func TestACrashInBriefIsEnteredWhole(t *testing.T) {
	l := Open(t.TempDir())
	p := l.Capture("ttyUSB0", l.dir+"/board.log", 0)
	whole, gone := crash(), crash()
	gone.FirstByte += 9000
	trouble := crash()
	trouble.Severity = parse.Error
	asked := 0
	read := func(brief *parse.Crash) *parse.Crash {
		if asked++; brief.FirstByte == whole.FirstByte {
			return whole.Within(brief)
		}
		return nil
	}
	for range 2 {
		if err := p.File([]*parse.Crash{whole.InBrief(), gone.InBrief(), trouble.InBrief()}, nil, read); err != nil {
			t.Fatal(err)
		}
	}
	if n := counted(t, l); n != 1 || asked != 3 {
		t.Errorf("%d crashes were entered, and %d read", n, asked)
	}
	all, _ := l.Of(link.ACrash, keyOf(whole.Signature, whole.Class))
	if len(all) != 1 || all[0].Content == 0 || all[0].Build != whole.Build {
		t.Errorf("it was entered as %+v", all)
	}
}
