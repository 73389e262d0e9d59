package unwrap

import "testing"

func record(pairs ...string) (f fields) {
	for i := 0; i < len(pairs); i += 2 {
		f.set(pairs[i], []byte(pairs[i+1]))
	}
	return f
}

// TestMessages: what the text of a record is called by those who write records, each
// before those that come later: the journal, LAVA and dmesg --json, Docker and
// Kubernetes, logcli, Logstash, Google's and Splunk's, test results.
func TestMessages(t *testing.T) {
	names := []string{"MESSAGE", "msg", "log", "line", "message", "@message", "text", "textPayload", "_raw", "output", "Output", "console", "dmesg", "short_message"}
	for i, name := range names {
		f := record("hostname", "lab", name, "the text")
		if text, got := f.message(); got != name || string(text) != "the text" || !f.isRecord() {
			t.Errorf("%q of %s is not the text", text, name)
		}
		for _, later := range names[i+1:] {
			if _, got := record(later, "x", name, "y").message(); got != name {
				t.Errorf("%s comes before %s", got, name)
			}
		}
	}
	if f := record("hostname", "lab", "level", "3"); f.isRecord() || len(f) != 0 {
		t.Errorf("%v is a record of a log", f)
	}
}

// TestKernelsOfAJournal: the kernel's entries get level and time back, those of a
// program its name and number, and others are as they are.
func TestKernelsOfAJournal(t *testing.T) {
	for _, c := range []struct {
		f    fields
		want string
	}{
		{record("MESSAGE", "a", "_TRANSPORT", "kernel", "PRIORITY", "4", "_SOURCE_MONOTONIC_TIMESTAMP", "1234567"), "<4>[    1.234567] a\n"},
		{record("MESSAGE", "a", "_TRANSPORT", "kernel", "PRIORITY", "7", "__MONOTONIC_TIMESTAMP", "90000001"), "<7>[   90.000001] a\n"},
		{record("MESSAGE", "a", "_TRANSPORT", "kernel", "PRIORITY", "8"), "a\n"},
		{record("MESSAGE", "a", "_TRANSPORT", "kernel", "PRIORITY", "-1", "_SOURCE_MONOTONIC_TIMESTAMP", "x"), "a\n"},
		{record("MESSAGE", "a", "SYSLOG_IDENTIFIER", "kernel", "PRIORITY", "0"), "<0>a\n"},
		{record("MESSAGE", "a", "SYSLOG_IDENTIFIER", "sshd", "_PID", "77", "SYSLOG_PID", "78"), "sshd[77]: a\n"},
		{record("MESSAGE", "a", "SYSLOG_IDENTIFIER", "sshd", "SYSLOG_PID", "78"), "sshd[78]: a\n"},
		{record("MESSAGE", "a", "SYSLOG_IDENTIFIER", "sshd"), "sshd: a\n"},
		{record("MESSAGE", "a", "SYSLOG_IDENTIFIER", "kernel", "_TRANSPORT", "syslog"), "kernel: a\n"}, // a program that says so
		{record("MESSAGE", "a"), "a\n"},
		{record("msg", "a", "dt", "2026-11-20T05:07:01", "lvl", "target"), "a\n"},
		{record("msg", "a", "dt", "2026-11-20T05:07:01", "lvl", "feedback"), "a\n"},
		{record("msg", "a", "dt", "2026-11-20T05:07:01", "lvl", "debug"), ""},
		{record("log", "no end", "stream", "stdout"), "no end"},
		{record("log", "a"), "a\n"},
	} {
		if got := string(c.f.text(nil)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestFieldsAreBounded: a record has no more fields than there are names.
func TestFieldsAreBounded(t *testing.T) {
	var f fields
	for range 1000 {
		f.set("MESSAGE", []byte("x"))
	}
	if len(f) != 34 {
		t.Errorf("%d fields are kept", len(f))
	}
}
