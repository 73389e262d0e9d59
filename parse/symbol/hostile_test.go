package symbol

import (
	"debug/dwarf"
	"encoding/binary"
	"testing"
	"time"
)

// TestBlocksThatAreInEachOther: each block's sibling lies among its own children, so that
// every one of 60 is a child of all before it. There are 2^60 ways through them.
func TestBlocksThatAreInEachOther(t *testing.T) {
	const blocks, header = 60, 12
	shapes := &abbrevs{dense: []abbrev{
		{tag: dwarf.TagLexDwarfBlock, children: true, fixed: -1, sibling: 0, attrs: []attr{{name: dwarf.AttrSibling, form: formRef4}}},
		{tag: dwarf.TagLabel, fixed: 0, sibling: -1},
	}}
	data := make([]byte, header)
	for range blocks {
		next := len(data) + 1 + 4 + 1 // behind the label that is the first child
		data = append(binary.LittleEndian.AppendUint32(append(data, 1), uint32(next)), 2)
	}
	data = append(data, make([]byte, 2*blocks)...)
	d := &debugInfo{order: binary.LittleEndian}
	u := &unit{d: d, data: data, abbrevs: shapes, version: 5, addrSize: 8, offsetSize: 4, header: header, next: int64(len(data))}
	over := make(chan int)
	go func() {
		v := visit{u: u, types: &dwarfTypes{d: d}}
		v.scope(&typeEntry{children: header}, "f", 0, 0)
		over <- len(v.found)
	}()
	select {
	case n := <-over:
		if n != 0 {
			t.Errorf("%d variables in blocks without any", n)
		}
	case <-time.After(time.Minute):
		t.Fatal("the search does not end")
	}
}
