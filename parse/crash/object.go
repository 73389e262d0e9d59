package crash

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// An Object is what the allocator's or a checker's report is about, as C says it, or what
// the entry of a list lies in that was found corrupt. It comes from symbols: the decoder leaves it out.
type Object struct {
	Of       string // "struct session"
	Struct   string // "session"
	Size     int64  // of the structure, in bytes
	Variable string // what it was assigned to where it was allocated: "s"; "" when that is not known
	Member   string // what lies at the byte in question: "link.next"; "" when that is no member
	Byte     int64  // that byte, counted from the object's beginning; below zero in front of it
	HasByte  bool

	Allocated arch.Frame // where
	Listed    arch.Frame // of an entry of a list: where the variable is that it is an entry by
}

// Words says the object in one line:
//
//	struct session (64 bytes), s in session_open; its byte 0x18 is link.next
func (o *Object) Words() string {
	if o == nil {
		return ""
	}
	s := fmt.Sprintf("%s (%s bytes)", o.Of, thousands(o.Size))
	if f := o.Allocated.Function; f != "" {
		s += ", allocated in " + f
		if o.Variable != "" {
			s += " as " + o.Variable
		}
	}
	if f := o.Listed.Function; f != "" {
		s += fmt.Sprintf(", %s in %s; the entry is its %s", o.Variable, f, o.Member)
		return s
	}
	switch {
	case !o.HasByte:
	case o.Byte < 0:
		s += fmt.Sprintf("; the byte is %d in front of it", -o.Byte)
	case o.Byte >= o.Size:
		s += fmt.Sprintf("; the byte is %d behind its end", o.Byte-o.Size)
	case o.Member != "":
		s += fmt.Sprintf("; its byte %#x is %s", o.Byte, o.Member)
	default:
		s += fmt.Sprintf("; its byte %#x is in no member", o.Byte)
	}
	return s
}

// An Allocation is what a report of the slab allocator or of a checker prints of its
// object.
type Allocation struct {
	Cache   string // "kmalloc-64", "task_struct"
	Size    int64  // of objects of the cache in bytes, 0 when not known
	Byte    int64  // the byte in question, counted from the object's beginning
	HasByte bool
}

// Allocation reads it: SLUB's lines (print_trailer() and check_bytes_and_report(), mm/slub.c)
// and KASAN's (describe_object_addr(), mm/kasan/report.c).
//
//	BUG kmalloc-64 (Tainted: G  OE): Poison overwritten
//	0xc299a718-0xc299a71b @offset=1816. First byte 0x41 instead of 0x6b
//	Object 0xc299a700 @offset=1792 fp=0x00000000
//	 which belongs to the cache kmalloc-64 of size 64
//	The buggy address is located 24 bytes inside of freed 64-byte region [ff…, ff…)
func (c *Crash) Allocation() (a Allocation) {
	if rest, ok := strings.CutPrefix(c.Header, "BUG "); ok {
		a.Cache, _, _ = strings.Cut(rest, " ")
	}
	var object, bad int64 = -1, -1
	rows := int64(0)
	for i := range c.Body[:min(len(c.Body), mostLines)] {
		t := strings.TrimSpace(c.Body[i].Text)
		t = strings.TrimPrefix(t, "INFO: ")
		switch {
		case strings.HasPrefix(t, "Object 0x"):
			object = numberBehind(t, "@offset=", 10)
		case strings.HasPrefix(t, "Object "):
			rows += rowBytes(t)
		case strings.Contains(t, ". First byte 0x"):
			bad = numberBehind(t, "@offset=", 10)
		case strings.Contains(t, "which belongs to the cache "):
			a.Cache, _, _ = strings.Cut(strings.SplitN(t, "to the cache ", 2)[1], " ")
			a.Size = max(numberBehind(t, " of size ", 10), 0)
		case strings.Contains(t, "is located ") && strings.Contains(t, " bytes "):
			a.located(t)
		}
	}
	if a.Size == 0 {
		a.Size = rows
	}
	if !a.HasByte && object >= 0 && bad >= 0 {
		a.Byte, a.HasByte = bad-object, true
	}
	return a
}

// located reads where KASAN says that the address is: inside the object, or to one side of
// its end.
func (a *Allocation) located(t string) {
	n := numberBehind(t, "is located ", 10)
	switch {
	case n < 0:
	case strings.Contains(t, "bytes inside of"):
		a.Byte, a.HasByte = n, true
	case strings.Contains(t, "bytes to the left of"):
		a.Byte, a.HasByte = -n, true
	case strings.Contains(t, "bytes to the right of") && a.Size > 0:
		a.Byte, a.HasByte = a.Size+n, true
	}
}

// rowBytes counts the bytes that a row of the object's dump shows:
//
//	Object   ff34a19a430c6d40: 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41  AAAAAAAAAAAAAAAA
func rowBytes(t string) (n int64) {
	_, row, ok := strings.Cut(t, ": ")
	for ok && len(row) >= 2 && n < 16 && hexDigits(row[:2]) {
		n++
		row = strings.TrimPrefix(row[2:], " ")
		if strings.HasPrefix(row, " ") {
			break
		}
	}
	return n
}

func hexDigits(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// numberBehind reads the number behind a word, -1 when there is none.
func numberBehind(t, word string, base int) int64 {
	_, rest, ok := strings.Cut(t, word)
	end := 0
	for ok && end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(rest[:end], base, 64)
	if !ok || err != nil {
		return -1
	}
	return n
}
