package container

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// TestMailed: what is attached to a mail packed is read behind the mail, and what is attached
// as text stays in it.
func TestMailed(t *testing.T) {
	part := func(name, data string) string {
		return "--x\nContent-Type: application/octet-stream; name=\"" + name + "\"\nContent-Transfer-Encoding: base64\n\n" + inLines(base64.StdEncoding.EncodeToString([]byte(data))) + "\n"
	}
	mail := "From a@b Fri Mar  1 10:11:13 2024\nSubject: oops\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: text/plain\n\nsee below\n" +
		part("dmesg.gz", packedBy(t, "gz", log)) + part("notes.txt", "a note\n") + part("../../both.tgz", packedBy(t, "gz", tarred(t, "a", log))) + "--x--\n"
	f := visited(t, "m.mbox", mail, 1<<20)
	if want := []string{"m.mbox", "m.mbox!dmesg.gz", "m.mbox!../../both.tgz!a"}; !slices.Equal(f.names, want) || len(f.lost) > 0 {
		t.Fatalf("%q, lost %q", f.names, f.lost)
	}
	if f.texts[1] != log || f.texts[2] != log || !strings.Contains(f.texts[0], "a note\n") || !strings.Contains(f.texts[0], "see below\n") {
		t.Errorf("%q", f.texts)
	}
	f = visited(t, "m.mbox", strings.Replace(mail, "H4sI", "H4sIX", 1), 1<<20)
	if len(f.lost) == 0 {
		t.Errorf("nothing is said of a damaged attachment: %q", f.names)
	}
}

// TestNotMailed: a mail with text alone is a text.
func TestNotMailed(t *testing.T) {
	mail := "Subject: x\nContent-Transfer-Encoding: base64\n\n" + inLines(base64.StdEncoding.EncodeToString([]byte(log))) + "\nbye\n"
	if f := visited(t, "m.eml", mail, 1<<20); len(f.texts) != 1 || !strings.Contains(f.texts[0], log) || !strings.HasSuffix(f.texts[0], "\nbye\n") {
		t.Errorf("%q, lost %q", f.texts, f.lost)
	}
}
