package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// Records that take several lines, of which one has the text: what gcloud prints, and
// logcat -v long. The other lines are nothing of the log.
//
//	---                                          [ 11-20 04:09:41.123     0:    0 W/kernel ]
//	insertId: s1                                 BUG: kernel NULL pointer dereference
//	textPayload: '[    4.214189] BUG: …'
//	timestamp: '2026-11-20T04:09:41Z'
//
// MySQL's \G and Logstash's rubydebug write them so, too.

// enoughPayloads are as many records as tell the form.
const enoughPayloads = 4

var (
	payload   = regex.Of(`(?m)^ *"?(?:textPayload|message|MESSAGE|msg|text|line|log)"?(?:: | => ) *(\S.*?),? *\r?$`)
	documents = regex.Of(`(?m)^(?:---|\{|\*{5,} \d+\. row \*{5,})\r?$`)
	member    = regex.Of(`^ *[A-Za-z_][\w./-]*:(?: .*)?$|^ *"[\w@./-]+" => .*$|^---$|^[{}],?$|^\*{5,} \d+\. row \*{5,}$`)
	longHead  = regex.Of(`(?m)^\[ (?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9} +\d+: *\d+ [VDIWEFA]/\S* *\]\r?$`)
)

func tellPayload(head []byte, _ bool) verdict {
	if !bytes.HasPrefix(head, []byte("---")) && !bytes.HasPrefix(head, []byte("*****")) && !bytes.HasPrefix(head, []byte("{\n")) {
		return no
	}
	return when(len(payload.Get().FindAllIndex(head, enoughPayloads)) == enoughPayloads && len(documents.Get().FindAllIndex(head, enoughPayloads)) == enoughPayloads)
}

func newPayload() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, " \r\n")
		if m := payload.Get().FindSubmatch(text); m != nil {
			return append(append(dst, plainScalar(m[1])...), '\n')
		}
		if len(text) == 0 || member.Get().Match(text) {
			return dst
		}
		return append(dst, line...)
	}}
}

// plainScalar takes the quotes off a value of YAML.
func plainScalar(v []byte) []byte {
	n := len(v)
	switch {
	case n >= 2 && v[0] == '\'' && v[n-1] == '\'':
		return bytes.ReplaceAll(v[1:n-1], []byte("''"), []byte("'"))
	case n >= 2 && v[0] == '"' && v[n-1] == '"':
		return unquote(v[1 : n-1])
	}
	return v
}

func tellLogcat(head []byte, _ bool) verdict {
	if bytes.Count(head, []byte(" ]")) < enoughPayloads {
		return no
	}
	return when(len(longHead.Get().FindAllIndex(head, enoughPayloads)) == enoughPayloads)
}

// logcat keeps the messages. An empty line ends each of them.
func newLogcat() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		if text := bytes.TrimRight(line, " \r\n"); len(text) == 0 || longHead.Get().Match(text) {
			return dst
		}
		return append(dst, line...)
	}}
}
