package unwrap

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// A field is one of a record.
type field struct {
	name  string
	value []byte
}

// fields are those of a record that matter.
type fields []field

// messages are the names that records give their text, in the order in which
// they are asked: the journal; LAVA and dmesg --json; Docker and Kubernetes;
// logcli; what log shippers, clouds and test results call it.
var messages = []string{"MESSAGE", "msg", "log", "line", "message", "@message", "text", "textPayload", "_raw", "output", "Output", "console", "dmesg", "short_message", "stdout", "@m", unknown}

// unknown is the name of a text that stands under none of these, but begins as a line of
// the kernel does.
const unknown = "\x00"

// others are the further names that are looked at.
var others = []string{"_TRANSPORT", "SYSLOG_IDENTIFIER", "_PID", "SYSLOG_PID", "PRIORITY", "_SOURCE_MONOTONIC_TIMESTAMP", "__MONOTONIC_TIMESTAMP",
	"dt", "lvl", "pri", "time", "caller", "stream", "version", "width", "term", "Action"}

func matters(name string) bool {
	return slices.Contains(messages, name) || slices.Contains(others, name)
}

func (f *fields) set(name string, value []byte) {
	if matters(name) && len(*f) < len(messages)+len(others) {
		*f = append(*f, field{name, bytes.Clone(value)})
	}
}

func (f fields) get(name string) (value []byte, ok bool) {
	for i := range f {
		if f[i].name == name {
			return f[i].value, true
		}
	}
	return nil, false
}

func (f fields) has(name string) bool {
	_, ok := f.get(name)
	return ok
}

func (f fields) number(name string) (n int64, ok bool) {
	v, _ := f.get(name)
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil && n >= 0
}

// message returns the record's text and what the text is called.
func (f fields) message() (text []byte, name string) {
	for _, name := range messages {
		if v, ok := f.get(name); ok {
			return v, name
		}
	}
	return nil, ""
}

// isRecord tells a record of a log from any other object. LAVA's results are
// records without a text.
func (f fields) isRecord() bool {
	_, name := f.message()
	return name != "" || f.isLAVA()
}

func (f fields) isLAVA() bool { return f.has("lvl") && f.has("dt") }

// text appends the text of the record, as the kernel's console or the program
// would have printed it; nothing when it has none.
func (f fields) text(dst []byte) []byte {
	text, name := f.message()
	text = unpacked(text)
	switch {
	case name == "":
		return dst
	case name == "MESSAGE":
		return f.journal(dst, text)
	case f.isLAVA():
		return f.lava(dst, text)
	case name == "msg" && f.has("time"):
		return f.dmesg(dst, text)
	case name == "log" && f.has("stream"), name == "Output" && f.has("Action"): // Docker, go test -json: line ends are the text's own, and long lines come in pieces
		return append(dst, text...)
	}
	return appendLines(dst, nil, text)
}

// unpacked is a text that a record holds as base64, as clouds hand out a console.
func unpacked(text []byte) []byte {
	const long = 200
	if len(text) < long || !isBase64(text) || isHex(text) {
		return text
	}
	b := base64Text{}
	return b.close(b.feed(nil, text))
}

// journal writes an entry of the journal. The kernel's get their level and time
// back; what other programs say stands behind their names.
func (f fields) journal(dst, text []byte) []byte {
	transport, known := f.get("_TRANSPORT")
	who, named := f.get("SYSLOG_IDENTIFIER")
	switch {
	case string(transport) == "kernel", !known && string(who) == "kernel":
		return appendLines(dst, f.kernelPrefix(), text)
	case named:
		pid, ok := f.get("_PID")
		if !ok {
			pid, ok = f.get("SYSLOG_PID")
		}
		if ok {
			who = fmt.Appendf(nil, "%s[%s]", who, pid)
		}
		return appendLines(dst, append(bytes.Clone(who), ": "...), text)
	}
	return appendLines(dst, nil, text)
}

func (f fields) kernelPrefix() []byte {
	var p []byte
	if level, ok := f.number("PRIORITY"); ok && level < 8 {
		p = fmt.Appendf(p, "<%d>", level)
	}
	micro, ok := f.number("_SOURCE_MONOTONIC_TIMESTAMP")
	if !ok {
		micro, ok = f.number("__MONOTONIC_TIMESTAMP")
	}
	if ok {
		p = fmt.Appendf(p, "[%5d.%06d] ", micro/1e6, micro%1e6)
	}
	return p
}

// lava writes what the device said of a LAVA job's output.yaml. Of the other
// levels, what LAVA itself does, nothing is the board's.
func (f fields) lava(dst, text []byte) []byte {
	if level, _ := f.get("lvl"); string(level) != "target" && string(level) != "feedback" {
		return dst
	}
	return appendLines(dst, nil, text)
}

// dmesg writes an entry of dmesg --json (util-linux, sys-utils/dmesg.c).
func (f fields) dmesg(dst, text []byte) []byte {
	var p []byte
	if level, ok := f.number("pri"); ok {
		p = fmt.Appendf(p, "<%d>", level&7)
	}
	stamp, _ := f.get("time")
	if seconds, err := strconv.ParseFloat(string(stamp), 64); err == nil {
		p = fmt.Appendf(p, "[%12.6f]", seconds)
		if caller, ok := f.get("caller"); ok && len(caller) < 16 {
			p = fmt.Appendf(p, "[%6s]", caller)
		}
		p = append(p, ' ')
	}
	return appendLines(dst, p, text)
}

// appendLines appends a text with the prefix before each of its lines.
func appendLines(dst, prefix, text []byte) []byte {
	for line := range bytes.Lines(append(bytes.TrimSuffix(text, []byte{'\n'}), '\n')) {
		dst = append(append(dst, prefix...), line...)
	}
	return dst
}
