package unwrap

import "bytes"

// Tables of comma-separated values (RFC 4180): what log collectors export. A row is a
// record, and one of its columns the line.

// separators are what stands between the values of a row.
const separators = ",;\t"

// enoughRows are as many rows as tell a table.
const enoughRows = 3

// tellTable tells a table in which one column holds lines that a kernel stamped, in
// quotation marks: others are read as text with something in front.
func tellTable(head []byte, _ bool) verdict {
	if !bytes.Contains(head, []byte(`"[ `)) && !bytes.Contains(head, []byte(`"<`)) {
		return no
	}
	var s sheet
	for line := range bytes.Lines(head) {
		if s.learn(line) && s.rows >= enoughRows {
			return yes
		}
	}
	return no
}

// A sheet takes the column with the lines out of a table.
type sheet struct {
	lines
	separator byte // 0 until the column is known
	column    int
	columns   int // of a row
	rows      int // with a line in that column
}

func newTable() stage {
	s := &sheet{}
	s.rewrite = s.value
	return s
}

// learn finds the column in the first row that has one, and tells whether the row goes
// with it.
func (s *sheet) learn(line []byte) bool {
	for _, sep := range []byte(separators) {
		if s.separator != 0 && s.separator != sep {
			continue
		}
		row := values(line, sep)
		if len(row) < 2 || s.separator != 0 && len(row) != s.columns {
			continue
		}
		for i, v := range row {
			if stamped(v) && (s.separator == 0 || i == s.column) {
				s.separator, s.column, s.columns = sep, i, len(row)
				s.rows++
				return true
			}
		}
	}
	return false
}

// stamped tells a quoted value that begins as a kernel's line does.
func stamped(v []byte) bool {
	v, quoted := bytes.CutPrefix(v, []byte{'"'})
	if level, rest, ok := bytes.Cut(v, []byte{'>'}); ok && len(level) <= 4 && bytes.HasPrefix(level, []byte{'<'}) {
		v = rest
	}
	return quoted && (bytes.HasPrefix(v, []byte("[ ")) || len(v) > 5 && v[0] == '[' && bytes.IndexByte(v[:min(len(v), 14)], '.') > 0)
}

// values are those of a row, as they are written. A value in quotation marks may hold
// the separator.
func values(line []byte, separator byte) (row [][]byte) {
	line = bytes.TrimRight(line, "\r\n")
	begin, quoted := 0, false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == separator && !quoted:
			row, begin = append(row, line[begin:i]), i+1
		}
	}
	return append(row, line[begin:])
}

// value is the line in a row. What is no row stays as it is.
func (s *sheet) value(dst, line []byte) []byte {
	if s.separator == 0 && !s.learn(line) {
		return append(dst, line...) // the names of the columns
	}
	row := values(line, s.separator)
	if len(row) != s.columns {
		return append(dst, line...)
	}
	v := row[s.column]
	if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
		v = bytes.ReplaceAll(v[1:len(v)-1], []byte(`""`), []byte(`"`))
	}
	return append(append(dst, v...), '\n')
}
