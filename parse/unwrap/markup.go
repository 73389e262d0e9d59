package unwrap

import (
	"bytes"
	"html"

	"oopscope/parse/ascii"
	"oopscope/parse/regex"
)

// Nearly all inputs are wrapped in nothing.
var (
	page     = regex.Of(`(?i)^\s*(<!doctype html|<html|<head|<body|<pre\b|<table\b|<div\b|<p>|<ol>|<ul>|<\?xml[^>]*>\s*<!doctype html)`)
	entities = regex.Of(`&(lt|gt|amp|quot|apos|nbsp|#10|#13|#xA|#39|#34|#60|#62|#x27|#x22|#x3[cCeE]);`)
	// elements that carry text, or break lines; <TASK> and <IRQ> are the kernel's
	element = regex.Of(`(?i)</?(!doctype|html|head|body|title|meta|link|pre|code|span|div|p|a|b|i|em|strong|font|br|hr|tt|samp|li|ul|ol|td|tr|th|table|tbody|thead|button|section|article|o:p)(\s[^<>]*)?/?>`)
	newline = regex.Of(`(?i)<(br|/p|/div|/li|/tr)\s*/?>`)
	cell    = regex.Of(`(?i)</t[dh]>`)
	// of XML, in the small letters that the kernel's <TASK> does not have
	tag = regex.Of(`</?(?:[a-z]|[A-Z][a-z])[a-zA-Z0-9_.:-]{0,60}(\s+[\w.:-]{1,60}\s*=\s*("[^"<]{0,900}"|'[^'<]{0,900}'))*\s*/?>|<\?xml[^>]*\?>|<!\[CDATA\[|\]\]>`)
)

// tellMarkup tells a web page, and text that was escaped to be put into one.
func tellMarkup(head []byte, _ bool) verdict {
	begins := bytes.TrimSpace(head[:min(len(head), 256)])
	if len(begins) > 0 && begins[0] == '<' && page.Get().Match(begins) {
		return yes
	}
	if bytes.HasPrefix(begins, []byte("<?xml ")) {
		return no // of another kind, which has elements of its own
	}
	if isTagged(head) {
		return yes
	}
	if bytes.IndexByte(head, '&') >= 0 && bytes.IndexByte(head, 0) < 0 && entities.Get().Match(head) {
		return yes
	}
	return no
}

// isTagged tells lines that were put into elements one by one: nearly all end with one.
func isTagged(head []byte) bool {
	const enough = 6
	tagged, lines := 0, 0
	for line := range bytes.Lines(head) {
		text := bytes.TrimRight(line, " \t\r\n")
		if len(text) == 0 || line[len(line)-1] != '\n' {
			continue
		}
		lines++
		if text[len(text)-1] == '>' && closing.Get().Match(text) {
			tagged++
		}
	}
	return tagged >= enough && tagged*10 >= lines*9
}

// event begins XML without a declaration, as an event log exports it: <Event …>.
var event = regex.Of(`^<[A-Z][a-z][A-Za-z]*(?:[ >]|/>)`)

const enoughElements = 6

var lastBreak = regex.Of(`<(?:br ?/?|/p|/li|/div)>[ \t\r]*\n$`)

var closing = regex.Of(`(?:</[a-z][a-z0-9]*>|<br ?/?>|\]\]>)$`)

func newMarkup() stage { return &lines{rewrite: unescape} }

// unescape takes elements and entities out of a line.
func unescape(dst, line []byte) []byte {
	if bytes.IndexByte(line, '<') >= 0 && element.Get().Match(line) {
		line = lastBreak.Get().ReplaceAll(line, []byte{'\n'}) // it broke there already
		line = newline.Get().ReplaceAll(line, []byte{'\n'})
		line = cell.Get().ReplaceAll(line, []byte{' '})
		line = element.Get().ReplaceAll(line, nil)
	}
	if bytes.IndexByte(line, '&') < 0 {
		return append(dst, line...)
	}
	text := html.UnescapeString(string(line))
	for i := range len(text) { // a hard blank is a blank
		switch {
		case text[i] == 0xa0 && i > 0 && text[i-1] == 0xc2:
		case text[i] == 0xc2 && i+1 < len(text) && text[i+1] == 0xa0:
			dst = append(dst, ' ')
		default:
			dst = append(dst, text[i])
		}
	}
	return dst
}

// tellElements tells XML of any kind: reports of tests, logs with an element a line. Its
// declaration is taken off with its elements.
func tellElements(head []byte, _ bool) verdict {
	begins := bytes.TrimLeft(head[:min(len(head), 64)], " \t\r\n")
	return when(bytes.HasPrefix(begins, []byte("<?xml ")) || event.Get().Match(begins) && bytes.Count(head, []byte("</")) >= enoughElements)
}

// elements takes the tags off, and the escapes, which CDATA does not have.
type elements struct {
	lines
	literal bool // CDATA goes on from the line before
}

func newElements() stage {
	e := &elements{}
	e.rewrite = e.line
	return e
}

func (e *elements) line(dst, line []byte) []byte {
	literal := e.literal
	if i := bytes.LastIndex(line, []byte("<![CDATA[")); i >= 0 {
		literal, e.literal = true, true
	}
	if i := bytes.LastIndex(line, []byte("]]>")); i > bytes.LastIndex(line, []byte("<![CDATA[")) {
		e.literal = false
	}
	text := line
	if bytes.IndexByte(line, '<') >= 0 || bytes.IndexByte(line, ']') >= 0 {
		text = tag.Get().ReplaceAllFunc(line, withoutTag)
	}
	switch {
	case len(text) < len(line) && len(bytes.TrimSpace(text)) == 0:
		return dst // nothing but elements
	case !literal && bytes.IndexByte(text, '&') >= 0:
		return unescape(dst, text)
	}
	return append(dst, text...)
}

// withoutTag is what stays of a tag: all of an address, [<bf19b018>].
func withoutTag(tag []byte) []byte {
	if n := len(tag); (n >= 10 || n == 4) && ascii.AllHexDigits(string(tag[1:n-1])) { // 4: the byte of the code at the PC
		return tag
	}
	return nil
}

// isName tells the name of a field of the journal: capitals, digits, underlines.
func isName(s []byte) bool {
	for _, c := range s {
		if !(c >= 'A' && c <= 'Z' || ascii.IsDigit(c) || c == '_') {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 64
}
