package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/ui/book"
)

// A crash that came out of another says which in the numbers that people see:
// those of the list, which leaves trouble out, and those of the lines.
func TestTheParentIsCalledAsInTheList(t *testing.T) {
	log, err := os.ReadFile(filepath.Join("..", "testdata", "arm", "nested_oops.log"))
	if err != nil {
		t.Fatal(err)
	}
	before := "[    0.700000] mmc0: probe of 480b4000.mmc failed with error -110\n"
	d := parse.New(parse.Options{Lines: true})
	a, _ := testApp(t, 120, 40)
	for _, p := range [][]byte{[]byte(before), log} {
		b := d.Feed(p, time.Time{})
		a.carry(a.receive(&b))
	}
	b := d.Close()
	a.carry(a.receive(&b))
	a.place()

	var child, parent *book.Report
	for _, r := range a.book.All {
		if r.Crash.Parent > 0 {
			child, parent = r, a.book.ByID(r.Crash.Parent)
		}
	}
	if child == nil || parent.Crash.ID == parent.Number || parent.Crash.First != child.Crash.ParentLine {
		t.Fatalf("the log has no nested crash after trouble: %+v", child)
	}
	a.carry(a.choose(child))
	a.place()
	sees(t, a, fmt.Sprintf("Follows from crash %d, at line %d", parent.Number, parent.Crash.First))
	line := fmt.Sprintf("report at line %d ", parent.Crash.First)
	for what, text := range map[string]string{
		"Markdown": export.Markdown(child.Crash, export.Options{}), "text": export.Text(child.Crash, export.Options{}),
	} {
		text = string(bytes.Join(bytes.Fields([]byte(text)), []byte(" ")))
		if !strings.Contains(text, line) || strings.Contains(text, fmt.Sprintf("eport %d ", parent.Crash.ID)) {
			t.Errorf("%s does not name the %s:\n%s", what, line, text)
		}
	}
}
