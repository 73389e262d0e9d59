package unwrap

import (
	"bytes"
	"html"
	"regexp"
	"sync"

	"oopscope/parse/ascii"
)

var (
	page     = regexpFor(`(?i)^\s*(<!doctype html|<html|<head|<body|<pre\b|<\?xml[^>]*>\s*<!doctype html)`)
	entities = regexpFor(`&(lt|gt|amp|quot|apos|nbsp|#39|#34|#60|#62|#x27|#x22|#x3[cCeE]);`)
	// elements that carry text, or break lines; <TASK> and <IRQ> are the kernel's
	element = regexpFor(`(?i)</?(!doctype|html|head|body|title|meta|link|pre|code|span|div|p|a|b|i|em|strong|font|br|hr|tt|samp|li|ul|ol|td|tr|th|table|tbody|thead|button|section|article)(\s[^<>]*)?/?>`)
	newline = regexpFor(`(?i)<(br|/p|/div|/li|/tr)\s*/?>`)
)

// regexpFor makes a regexp ready when it is asked for: nearly all inputs are wrapped
// in nothing, and those in here are large.
func regexpFor(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// tellMarkup tells a web page, and text that was escaped to be put into one.
func tellMarkup(head []byte, _ bool) verdict {
	if begins := bytes.TrimSpace(head[:min(len(head), 256)]); len(begins) > 0 && begins[0] == '<' && page().Match(begins) {
		return yes
	}
	if bytes.IndexByte(head, '&') >= 0 && bytes.IndexByte(head, 0) < 0 && entities().Match(head) {
		return yes
	}
	return no
}

func newMarkup() stage { return &lines{rewrite: unescape} }

// unescape takes elements and entities out of a line.
func unescape(dst, line []byte) []byte {
	if bytes.IndexByte(line, '<') >= 0 && element().Match(line) {
		line = newline().ReplaceAll(line, []byte{'\n'})
		line = element().ReplaceAll(line, nil)
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

// isName tells the name of a field of the journal: capitals, digits, underlines.
func isName(s []byte) bool {
	for _, c := range s {
		if !(c >= 'A' && c <= 'Z' || ascii.IsDigit(c) || c == '_') {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 64
}
