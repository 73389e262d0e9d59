package book

import (
	"oopscope/parse"
	"oopscope/parse/story"
)

// mostOfAStory is how many reports of a boot a story is made of: the first, and the
// latest ones.
const mostOfAStory = 128

// stale notes that the story of a report's boot is to be told anew.
func (b *Book) stale(r *Report) {
	if b.untold == nil {
		b.untold = map[Life]bool{}
	}
	b.untold[r.Life()] = true
}

// tellStories gives every report of a boot of which there is news the account of it.
func (b *Book) tellStories() {
	for life := range b.untold {
		var reports []*Report
		var crashes []*parse.Crash
		for _, r := range b.All {
			if r.Life() == life {
				reports, crashes = append(reports, r), append(crashes, r.Crash)
			}
		}
		if n := len(crashes); n > mostOfAStory {
			crashes = append(crashes[:1:1], crashes[n-mostOfAStory+1:]...)
		}
		s := story.Tell(crashes)
		for _, r := range reports {
			if r.story == nil && s == nil || r.story != nil && s != nil && r.story.Text() == s.Text() {
				continue
			}
			r.story = s
			r.Crash = r.told(r.Crash)
			r.Changed()
		}
	}
	clear(b.untold)
}

// Again returns how many reports of the session have the signature of this one,
// this one included; 1 when it has none.
func (b *Book) Again(r *Report) (n int) {
	if !r.IsCrash() || r.Crash.Signature.Exact == "" {
		return 1
	}
	for _, x := range b.All {
		if x.IsCrash() && x.Crash.Signature.Exact == r.Crash.Signature.Exact {
			n++
		}
	}
	return n
}
