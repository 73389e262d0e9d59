package console

import (
	"errors"
	"testing"
	"time"

	"oopscope/parse"
)

// filed is how many crashes of a file were entered, how many of them in brief, and how many
// at most at once.
type filed struct{ all, brief, most int }

// fileAll puts crashes as a file's reader does.
func fileAll(crashes int, enter func(gate chan struct{}) error) (x filed) {
	f, over, gate := newFiling(true, true), make(chan struct{}), make(chan struct{})
	f.begin(over, func(all []*parse.Crash, _ []parse.Boot) error {
		if err := enter(gate); err != nil {
			return err
		}
		x.all, x.most = x.all+len(all), max(x.most, len(all))
		for _, c := range all {
			if c.Brief {
				x.brief++
			}
		}
		return nil
	}, func(error) {})
	for n := range crashes {
		f.keepUp()
		f.mail.put(parse.Batch{Crashes: []*parse.Crash{{ID: n + 1, Severity: parse.Oops}}})
	}
	f.mail.finish(errors.New("over"))
	close(gate)
	close(over)
	<-f.done
	return x
}

// A file's reader waits for the ledger, so that no crash has to be decoded twice and few are
// in memory; a ledger that does not answer, or refuses, holds it up for a moment only.
func TestAFilesReaderWaitsForTheLedger(t *testing.T) {
	const crashes = 5 * fileCrashes
	var slow filed
	for range 12 { // a machine that stands still is a ledger that does not answer
		slow = fileAll(crashes, func(chan struct{}) error { time.Sleep(20 * time.Millisecond); return nil })
		if slow.brief == 0 && slow.most <= fileCrashes {
			break
		}
	}
	if slow.all != crashes || slow.brief > 0 || slow.most > fileCrashes {
		t.Errorf("a slow ledger: %+v", slow)
	}
	if silent := fileAll(crashes, func(gate chan struct{}) error { <-gate; return nil }); silent.all != crashes {
		t.Errorf("a ledger that was silent: %+v", silent)
	}
	fileAll(crashes, func(chan struct{}) error { return errors.New("no space left on device") })
}
