package term

import (
	"bytes"
	"strings"

	"oopscope/ui/cell"
)

type tokenKind int

const (
	tokenKey        tokenKind = iota // of the person
	tokenReply                       // of the terminal: mouse, focus, answers to queries
	tokenPasteStart                  // CSI 200~
	tokenPasteEnd                    // CSI 201~
)

// A token is one key, or one report of the terminal, as it arrived.
type token struct {
	kind    tokenKind
	bytes   []byte // as they came
	legacy  []byte // what a plain terminal sends for the same key
	single  bool   // legacy is one byte
	partial bool   // more must come before it can be told
}

func (t token) key() byte {
	if len(t.legacy) == 0 {
		return 0
	}
	return t.legacy[0]
}

func keyToken(b []byte) token { return token{bytes: b, legacy: b, single: len(b) == 1} }

// nextToken cuts the first token off. While text is being pasted only its end
// is looked for.
func nextToken(in []byte, pasting bool) token {
	switch {
	case pasting:
		return pasteToken(in)
	case in[0] != 0x1b:
		return keyToken(in[:1])
	case len(in) == 1:
		return token{partial: true}
	}
	switch in[1] {
	case '[':
		return csiToken(in)
	case ']', 'P', '_': // OSC, DCS and APC are only ever answers
		return stringToken(in)
	case 'O':
		if len(in) == 2 {
			return token{partial: true}
		}
		return keyToken(in[:3])
	}
	return keyToken(in[:1]) // Alt and a key: both go on as they came
}

var pasteEnd = []byte("\x1b[201~")

// pasteToken is text up to the end of the paste, or to what may become it.
func pasteToken(in []byte) token {
	if bytes.HasPrefix(in, pasteEnd) {
		return token{kind: tokenPasteEnd, bytes: in[:len(pasteEnd)]}
	}
	n := bytes.Index(in, pasteEnd)
	for i := max(len(in)-len(pasteEnd)+1, 0); n < 0 && i < len(in); i++ {
		if bytes.HasPrefix(pasteEnd, in[i:]) {
			n = i
		}
	}
	switch n {
	case 0:
		return token{partial: true}
	case -1:
		n = len(in)
	}
	return token{bytes: in[:n]}
}

func csiToken(in []byte) token {
	i := 2
	for i < len(in) && in[i] >= 0x20 && in[i] < 0x40 {
		i++
	}
	if i == len(in) {
		return token{partial: true}
	}
	params, final, all := string(in[2:i]), in[i], in[:i+1]
	if params == "" && final == 'M' { // X10 mouse: three more bytes
		if len(in) < 6 {
			return token{partial: true}
		}
		return token{kind: tokenReply, bytes: in[:6]}
	}
	switch {
	case params == "200" && final == '~':
		return token{kind: tokenPasteStart, bytes: all}
	case params == "201" && final == '~': // of a paste that began elsewhere
		return token{kind: tokenPasteEnd, bytes: all}
	case isReply(params, final):
		return token{kind: tokenReply, bytes: all}
	}
	t := keyToken(all)
	if b, ok := legacyKey(params, final); ok {
		t.legacy, t.single = b, len(b) == 1
	}
	return t
}

// isReply tells the terminal's reports from keys: SGR mouse, focus, and
// answers about attributes, modes and the keyboard. "CSI 1;5R" is not one: it
// is Ctrl-F3, and we never ask for the cursor's place while typing.
func isReply(params string, final byte) bool {
	switch {
	case strings.HasPrefix(params, "<"):
		return final == 'M' || final == 'm'
	case params == "" && (final == 'I' || final == 'O'):
		return true
	case strings.HasPrefix(params, "?") || strings.HasPrefix(params, ">"):
		return strings.IndexByte("cnuyRS", final) >= 0
	}
	return final == 'y' && strings.HasSuffix(params, "$") || final == 't'
}

// stringToken is an answer of the terminal, up to ST or BEL. Alt-] and Alt-P
// begin the same, so only what goes on like an answer is waited for.
func stringToken(in []byte) token {
	for i := 2; i < len(in); i++ {
		switch {
		case in[i] == '\a':
			return token{kind: tokenReply, bytes: in[:i+1]}
		case in[i] == 0x1b && i+1 == len(in):
			return token{partial: true}
		case in[i] == 0x1b && in[i+1] == '\\':
			return token{kind: tokenReply, bytes: in[:i+2]}
		case in[i] < 0x20 || i > 4096:
			return keyToken(in[:2])
		}
	}
	return token{partial: true}
}

// answerBegins tells whether the beginning of a sequence can only become an
// answer of the terminal: no key sends more of it than two bytes.
func answerBegins(in []byte) bool {
	if len(in) < 3 || in[0] != 0x1b {
		return false
	}
	switch c := in[2]; in[1] {
	case ']':
		return c >= '0' && c <= '9'
	case 'P':
		return c >= '0' && c <= '9' || c == '>' || c == '!'
	case '_':
		return c == 'G'
	case '[':
		return c == '?' || c == '<' || c == '>'
	}
	return false
}

// legacyKey translates the extended forms, "CSI 99;5u" and "CSI 27;5;99~", to
// what a plain terminal sends. Some send them unasked.
func legacyKey(params string, final byte) ([]byte, bool) {
	p := cell.Params(params)
	code, mod := 0, 1
	switch {
	case final == 'u' && len(p) <= 3 && params != "":
		code = p[0]
		if i := strings.IndexByte(params, ';'); i >= 0 {
			mod = cell.Params(params[i+1:])[0]
		}
	case final == '~' && len(p) == 3 && p[0] == 27:
		mod, code = p[1], p[2]
	default:
		return nil, false
	}
	if code == 0 || code > 0x7f {
		return nil, false
	}
	var out []byte
	if mod = max(mod-1, 0); mod&2 != 0 { // alt
		out = append(out, 0x1b)
	}
	c := byte(code)
	if mod&4 != 0 && (c >= 0x40 || c == ' ') { // ctrl
		c &= 0x1f
	} else if mod&1 != 0 && c >= 'a' && c <= 'z' { // shift
		c -= 0x20
	}
	return append(out, c), true
}
