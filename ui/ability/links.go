package ability

import (
	"net/url"
	"strconv"
	"strings"
)

// filePattern is the address of a file as RFC 8089 has it: with the host, by which a
// terminal knows that the file of a session over ssh is not its own.
const filePattern = "file://{host}{path}"

// LinkPattern is the pattern of addresses of files that a person's word means: off, auto
// for what the terminal is known to bear, on, or a pattern; "" for no links.
func (t Terminal) LinkPattern(word string) string {
	switch {
	case word == "off", word == "auto" && !t.Links:
		return ""
	case word == "on", word == "auto":
		return filePattern
	}
	return word
}

// Address fills a pattern with a file of this machine and a line of it.
func Address(pattern, host, path string, line int) string {
	escaped := (&url.URL{Path: path}).EscapedPath()
	return strings.NewReplacer("{host}", url.PathEscape(host), "{path}", escaped, "{line}", strconv.Itoa(max(line, 1))).Replace(pattern)
}
