package symbol

import "debug/dwarf"

// lineTable is the line program of a unit with its file names.
type lineTable struct {
	u          *unit
	version    uint16
	offsetSize int
	addrSize   int
	minInst    uint64
	lineBase   int64
	lineRange  int64
	opcodeBase uint8
	lengths    []byte
	dirs       []value
	files      []fileEntry
	text       []byte // from the header on: inline strings are in here
	program    []byte
}

type fileEntry struct {
	name value
	dir  uint64
}

// maxFiles bounds the file and directory tables of one unit.
const maxFiles = 1 << 16

// lineTable returns the unit's line table, nil when it has none.
func (u *unit) lineTable() *lineTable {
	if u.lines == nil && u.lineOff >= 0 {
		u.lines = u.readLines()
		u.lineOff = -1 // do not try a damaged one again
	}
	return u.lines
}

func (u *unit) readLines() *lineTable {
	head := u.d.line.near(u.lineOff, 12)
	c := cursor{data: head, order: u.d.order}
	t := &lineTable{u: u, offsetSize: 4, addrSize: u.addrSize}
	length := c.uint(4)
	if length == 0xffffffff {
		t.offsetSize, length = 8, c.uint(8)
	}
	left := u.d.line.length() - u.lineOff - int64(c.pos)
	if c.bad || left < 0 || length > uint64(left) {
		return nil
	}
	if u.d.share.Take(int64(length)) != nil {
		return nil
	}
	u.held += int64(length)
	data, err := u.d.line.window(u.lineOff+int64(c.pos), int64(length))
	if err != nil {
		return nil
	}
	c = cursor{data: data, order: u.d.order}
	if t.text = data; !t.readHeader(&c) {
		return nil
	}
	return t
}

func (t *lineTable) readHeader(c *cursor) bool {
	t.version = uint16(c.uint(2))
	if t.version < 2 || t.version > 5 {
		return false
	}
	if t.version >= 5 {
		t.addrSize = int(c.u8())
		c.u8() // segment selector size
	}
	size := c.uint(t.offsetSize)
	start := uint64(c.pos) + size
	t.minInst = uint64(c.u8())
	if t.version >= 4 {
		c.u8() // operations per instruction: 1 but for VLIW, which no Linux of today runs on
	}
	c.u8() // default_is_stmt: a row is a row for us
	t.lineBase, t.lineRange = int64(int8(c.u8())), int64(c.u8())
	t.opcodeBase = c.u8()
	t.lengths = c.bytes(max(int(t.opcodeBase), 1) - 1)
	if c.bad || t.lineRange == 0 || start > uint64(len(c.data)) {
		return false
	}
	if t.version >= 5 {
		t.dirs, _ = t.table(c)
		var dirs []uint64
		var names []value
		names, dirs = t.table(c)
		for i := range names {
			t.files = append(t.files, fileEntry{names[i], dirs[i]})
		}
	} else {
		t.oldTables(c)
	}
	t.program = c.data[start:]
	return true
}

// oldTables reads directories and files as DWARF 2 to 4 write them; both count
// from 1, directory 0 is the compilation directory.
func (t *lineTable) oldTables(c *cursor) {
	t.dirs = append(t.dirs, t.u.root.dir)
	for !c.bad && len(t.dirs) < maxFiles {
		v := value{form: formString, pos: c.pos}
		if c.skipText(); c.pos-v.pos == 1 {
			break
		}
		t.dirs = append(t.dirs, v)
	}
	t.files = append(t.files, fileEntry{name: t.u.root.name})
	for !c.bad && len(t.files) < maxFiles {
		v := value{form: formString, pos: c.pos}
		if c.skipText(); c.pos-v.pos == 1 {
			break
		}
		t.files = append(t.files, fileEntry{v, c.uleb()})
		c.uleb() // modification time
		c.uleb() // length
	}
}

// table reads a directory or file table of DWARF 5: a description of its
// columns, then rows.
func (t *lineTable) table(c *cursor) (names []value, dirs []uint64) {
	const path, directoryIndex = 1, 2 // DW_LNCT_*
	shape := make([]attr, c.u8())
	for i := range shape {
		shape[i] = attr{name: dwarf.Attr(c.uleb()), form: uint16(c.uleb())}
	}
	u := &unit{d: t.u.d, version: t.version, addrSize: t.addrSize, offsetSize: t.offsetSize}
	for n := c.uleb(); n > 0 && !c.bad && len(shape) > 0 && len(names) < maxFiles; n-- {
		var name value
		var dir uint64
		for _, a := range shape {
			switch v := u.value(c, a); a.name {
			case path:
				name = v
			case directoryIndex:
				dir = v.n
			}
		}
		names, dirs = append(names, name), append(dirs, dir)
	}
	return names, dirs
}

// string resolves a name of the tables. Those of DWARF 2 to 4 that are not
// written here come from the unit's own entry.
func (t *lineTable) string(v value, own bool) string {
	if v.form == formString && !own {
		c := cursor{data: t.text, pos: min(v.pos, len(t.text))}
		return c.text()
	}
	return v.text(t.u)
}

// file returns the path of file n as the compiler wrote it, joined with its
// directory, not with the compilation directory.
func (t *lineTable) file(n uint64) string {
	if n >= uint64(len(t.files)) {
		return ""
	}
	f := t.files[n]
	old := t.version < 5
	name := t.string(f.name, old && n == 0)
	if name == "" || name[0] == '/' || f.dir >= uint64(len(t.dirs)) || old && f.dir == 0 {
		return name
	}
	dir := t.string(t.dirs[f.dir], false)
	if !old && f.dir == 0 && dir == t.u.dir {
		return name
	}
	return join(dir, name)
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

// row is what the line program says of the bytes from address to the next row.
type row struct {
	address uint64
	file    uint64
	line    uint64
}

// at returns the row that covers pc. Sequences come in any order (.text,
// .sched.text, .init.text …), so all rows are looked at; the last of several
// at one address counts.
func (t *lineTable) at(pc uint64) (found row, ok bool) {
	m := lineMachine{t: t, c: cursor{data: t.program, order: t.u.d.order}}
	m.reset()
	var prev row
	inSequence := false
	for m.next() {
		if inSequence && prev.address <= pc && pc < m.row.address {
			return prev, true
		}
		prev, inSequence = m.row, !m.ended
		if m.ended {
			m.reset()
		}
	}
	return row{}, false
}

// lineMachine runs a line program, DWARF 5 section 6.2.
type lineMachine struct {
	t *lineTable
	c cursor
	row
	ended bool // the row is the end of a sequence
}

func (m *lineMachine) reset() { m.row, m.ended = row{file: 1, line: 1}, false }

// next runs up to the next row.
func (m *lineMachine) next() bool {
	for !m.c.done() {
		op := m.c.u8()
		if op >= m.t.opcodeBase {
			adjusted := int64(op - m.t.opcodeBase)
			m.address += uint64(adjusted/m.t.lineRange) * m.t.minInst
			m.line += uint64(m.t.lineBase + adjusted%m.t.lineRange)
			return true
		}
		if m.step(op) {
			return !m.c.bad
		}
	}
	return false
}

// step runs a standard or extended opcode and tells whether it made a row.
func (m *lineMachine) step(op uint8) bool {
	switch op {
	case 0:
		return m.extended()
	case 1: // DW_LNS_copy
		return true
	case 2: // DW_LNS_advance_pc
		m.address += m.c.uleb() * m.t.minInst
	case 3: // DW_LNS_advance_line
		m.line += uint64(m.c.sleb())
	case 4: // DW_LNS_set_file
		m.file = m.c.uleb()
	case 8: // DW_LNS_const_add_pc
		m.address += uint64(int64(255-m.t.opcodeBase)/m.t.lineRange) * m.t.minInst
	case 9: // DW_LNS_fixed_advance_pc
		m.address += m.c.uint(2)
	default: // the header tells how many operands to skip
		if int(op) <= len(m.t.lengths) {
			for range m.t.lengths[op-1] {
				m.c.uleb()
			}
		}
	}
	return false
}

func (m *lineMachine) extended() bool {
	size := m.c.uleb()
	if size == 0 || size > uint64(len(m.c.data)-m.c.pos) {
		m.c.fail()
		return false
	}
	end := m.c.pos + int(size)
	switch m.c.u8() {
	case 1: // DW_LNE_end_sequence
		m.ended = true
	case 2: // DW_LNE_set_address
		m.address = m.c.uint(end - m.c.pos)
	}
	m.c.bad, m.c.pos = false, end
	return m.ended
}
