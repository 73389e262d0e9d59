package transfer

import (
	"testing"
	"time"
)

// heard runs bytes through a herald in pieces, and returns its text, and what was offered.
func heard(said string, most int) (text string, hidden int64, offer Offer) {
	h, now := &Herald{}, time.Unix(0, 0)
	for rest := said; len(rest) > 0; {
		n := min(1+dice.IntN(most), len(rest))
		pieces, o, ok := h.Hear([]byte(rest[:n]), now)
		if !ok {
			pieces = []Piece{{Text: []byte(rest[:n])}}
		}
		for _, p := range pieces {
			text, hidden = text+string(p.Text), hidden+p.Hidden
		}
		offer, rest = max(offer, o), rest[n:]
	}
	return text + string(h.Held()), hidden, offer
}

// What sz and rz say first is no text, however it is cut; stars, and what only looks so, is.
func TestAHerald(t *testing.T) {
	rqinit, rinit := zHeader(zRqinit), zHeader(zRinit, 0, 0, 0, 0x23)
	for name, c := range map[string]struct {
		said, text string
		offer      Offer
	}{
		"sz":             {"# sz x\r\n\x1b[?2004l\rrz\r" + rqinit + "# ", "# sz x\r\n\x1b[?2004l\r# ", OffersFiles},
		"sz, again":      {"rz\r" + rqinit + rqinit + rqinit + "\n# ", "\n# ", OffersFiles},
		"rz":             {"# rz\r\nrz waiting to receive." + rinit + "\x18\x18# ", "# rz\r\nrz waiting to receive.\x18\x18# ", AwaitsFiles},
		"rz\\r in words": {"# echo rz\r" + rqinit + "#", "# echo rz\r#", OffersFiles},
		"stars":          {"*** a box ***\r\n**\r\nrz\r\nr", "*** a box ***\r\n**\r\nrz\r\nr", NoOffer},
		"other sum":      {"**\x18B0000000000ffff\r\n# ", "**\x18B0000000000ffff\r\n# ", NoOffer},
		"no digits":      {"**\x18Bxyz **\x18B01", "**\x18Bxyz **\x18B01", NoOffer},
		"an oops":        {kernelSays + "**" + rqinit, kernelSays + "**", OffersFiles},
	} {
		for range 200 {
			for _, most := range []int{1, 3, 40, 400} {
				text, hidden, offer := heard(c.said, most)
				if text != c.text || offer != c.offer || len(c.said)-len(c.text) != int(hidden) {
					t.Fatalf("%s: the text is %q, %d hidden, offer %d", name, text, hidden, offer)
				}
			}
		}
	}
}

// What is held back in vain is given out soon.
func TestAHeraldHoldsNothingForLong(t *testing.T) {
	h, now := &Herald{}, time.Unix(0, 0)
	if p, _, ok := h.Hear([]byte("# *"), now); !ok || len(p) != 1 || string(p[0].Text) != "# " || h.Wait() == 0 {
		t.Errorf("a star: %v, %v", p, ok)
	}
	if p := h.Late(now.Add(h.Wait())); len(p) != 1 || string(p[0].Text) != "*" || h.Wait() != 0 {
		t.Errorf("then: %v", p)
	}
}

// Whatever comes, and however it is cut, no byte is lost, and none comes twice.
func FuzzHerald(f *testing.F) {
	f.Add([]byte("rz\r"+zHeader(zRqinit)+"**\x18"), uint8(3))
	f.Fuzz(func(t *testing.T, p []byte, most uint8) {
		text, hidden, _ := heard(string(p), 1+int(most))
		if len(text)+int(hidden) != len(p) {
			t.Errorf("%d bytes of text and %d hidden of %d", len(text), hidden, len(p))
		}
	})
}
