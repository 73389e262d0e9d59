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

	var child, parent *report
	for _, r := range a.book.all {
		if r.crash.Parent > 0 {
			child, parent = r, a.book.byID(r.crash.Parent)
		}
	}
	if child == nil || parent.crash.ID == parent.number || parent.crash.First != child.crash.ParentLine {
		t.Fatalf("the log has no nested crash after trouble: %+v", child)
	}
	a.carry(a.choose(child))
	a.place()
	sees(t, a, fmt.Sprintf("Came out of crash %d, at line %d", parent.number, parent.crash.First))
	line := fmt.Sprintf("report at line %d ", parent.crash.First)
	for what, text := range map[string]string{
		"Markdown": export.Markdown(child.crash, export.Options{}), "text": export.Text(child.crash, export.Options{}),
	} {
		text = string(bytes.Join(bytes.Fields([]byte(text)), []byte(" ")))
		if !strings.Contains(text, line) || strings.Contains(text, fmt.Sprintf("eport %d ", parent.crash.ID)) {
			t.Errorf("%s does not name the %s:\n%s", what, line, text)
		}
	}
}
