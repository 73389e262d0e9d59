package proof

import (
	"bytes"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// How the code that was printed is looked for: by pieces of it, as some of it may
// have been rewritten.
const (
	piece     = 12 // bytes
	maxPlaces = 64
	chunk     = 1 << 20 // read at a time
)

// Places returns the addresses of the image where the code that a board printed
// may stand: where the PC would be. Compare them with [Code].
func Places(im *symbol.Image, d *arch.Dump) (found []uint64) {
	p := printed(im, d)
	if len(p.bytes) < piece {
		return nil
	}
	seen := map[uint64]bool{}
	im.Texts(func(start, end uint64) bool {
		for at := start; at < end && len(found) < maxPlaces; at += chunk - piece {
			code := im.Bytes(at, chunk)
			for from := 0; from+piece <= len(p.bytes); from += 4 {
				for _, hit := range p.hits(code, from) {
					if pc := at + uint64(hit-from-p.first); !seen[pc] && len(found) < maxPlaces {
						seen[pc] = true
						found = append(found, pc)
					}
				}
			}
		}
		return len(found) < maxPlaces
	})
	return found
}

// hits are where a piece of what was printed stands in code. Pieces of one byte,
// and those that could not be read, stand anywhere.
func (p *excerpt) hits(code []byte, from int) (all []int) {
	wanted := p.bytes[from : from+piece]
	for i := range piece {
		if !p.known[from+i] {
			return nil
		}
	}
	if bytes.Count(wanted, wanted[:1]) > piece/2 {
		return nil
	}
	for at := 0; len(all) < maxPlaces; at++ {
		i := bytes.Index(code[at:], wanted)
		if i < 0 {
			break
		}
		at += i
		all = append(all, at)
	}
	return all
}
