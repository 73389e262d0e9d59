package symbol

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// TestMemory asks real images everything with little memory: they never hold
// more than they may, and nothing after they are closed.
func TestMemory(t *testing.T) {
	catchPanics = false
	defer func() { catchPanics = true }()
	for name, data := range fixtures(t) {
		for limit := int64(1 << 8); limit <= 1<<20; limit *= 2 {
			m := NewMemory(limit, func() {})
			share := m.Share(int64(len(data)))
			exercise(data, share)
			if m.Used() > limit || m.Used() < 0 || m.Used() != share.Held() {
				t.Errorf("%s: %d bytes of %d are in use", name, m.Used(), limit)
			}
			if share.Close(); m.Used() != 0 {
				t.Errorf("%s: %d bytes are in use at the end", name, m.Used())
			}
		}
	}
}

func TestShares(t *testing.T) {
	collected := 0
	m := NewMemory(200<<20, func() { collected++ })
	small, large := m.Share(1000), m.Share(10<<20)
	if err := small.Take(freeGrowth + 1); !errors.Is(err, ErrSwollen) || small.Refused() != err {
		t.Errorf("a file of 1000 bytes may hold what it likes: %v", err)
	}
	if err := large.Take(150 << 20); err != nil {
		t.Error(err)
	}
	if err := small.Take(60 << 20); !errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), "200 MB") {
		t.Errorf("more than there is: %v", err)
	}
	large.Give(100 << 20)
	if err := small.Take(60 << 20); err != nil || collected != 1 || m.Used() != 110<<20 {
		t.Errorf("%v, %d collections, %d MB in use", err, collected, m.Used()>>20)
	}
	var none *Share
	if none.Take(1<<60) != nil || none.Refused() != nil || none.Left() < 1<<60 {
		t.Error("no share is a bound")
	}
}

// TestHostileHeaders: headers on which debug/elf would fill the memory.
func TestHostileHeaders(t *testing.T) {
	for what, change := range map[string]func(data []byte, order binary.ByteOrder) []byte{
		"a long name": func(data []byte, o binary.ByteOrder) []byte {
			return names(data, o, 0, []byte(strings.Repeat("n", maxName+1)+"\x00"))
		},
		"packed names": func(data []byte, o binary.ByteOrder) []byte { return names(data, o, 1<<11, []byte("\x00")) },
		"many names":   func(data []byte, o binary.ByteOrder) []byte { return names(data, o, 0, make([]byte, maxNames+1)) },
		"many sections": func(data []byte, o binary.ByteOrder) []byte {
			o.PutUint16(data[60:], 0)
			o.PutUint64(data[o.Uint64(data[40:])+32:], maxSections+1)
			return data
		},
		"large headers": func(data []byte, o binary.ByteOrder) []byte { o.PutUint16(data[58:], 0xffff); return data },
	} {
		data := change(fixtures(t)["vmlinux-amd64"], binary.LittleEndian)
		if _, err := Open(bytes.NewReader(data), nil); !errors.Is(err, errHeaders) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// names replaces the names of a 64-bit image's sections, and their flags.
func names(data []byte, o binary.ByteOrder, flags uint64, text []byte) []byte {
	header := data[o.Uint64(data[40:])+64*uint64(o.Uint16(data[62:])):]
	o.PutUint64(header[8:], flags)
	o.PutUint64(header[24:], uint64(len(data)))
	o.PutUint64(header[32:], uint64(len(text)))
	return append(data, text...)
}

// TestAShareThatIsClosed: what is given back behind its end is given back once.
func TestAShareThatIsClosed(t *testing.T) {
	m := NewMemory(1<<30, func() {})
	s := m.Share(1 << 20)
	if err := s.Take(1000); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Give(600)
	if m.Used() != 0 || s.Held() != 0 {
		t.Errorf("%d are used, %d held", m.Used(), s.Held())
	}
}
