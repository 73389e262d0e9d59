package console

import "sync"

// recentSize is what of the line's bytes is in memory, to be looked at byte by byte.
const recentSize = 64 << 10

// recentBytes are the last bytes that came, whatever became of them.
type recentBytes struct {
	mu   sync.Mutex
	ring []byte
	end  int64 // how many came in all
}

func (r *recentBytes) add(p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ring == nil {
		r.ring = make([]byte, recentSize)
	}
	if over := len(p) - recentSize; over > 0 {
		p, r.end = p[over:], r.end+int64(over)
	}
	for len(p) > 0 {
		n := copy(r.ring[r.end%recentSize:], p)
		p, r.end = p[n:], r.end+int64(n)
	}
}

// last returns a copy of the newest n bytes, or as many as there are, and the offset
// behind the last of them, counted from the session's first byte.
func (r *recentBytes) last(n int) (p []byte, end int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n = int(min(int64(n), recentSize, r.end))
	p = make([]byte, 0, n)
	for at := r.end - int64(n); at < r.end; {
		piece := r.ring[at%recentSize : min(recentSize, at%recentSize+r.end-at)]
		p, at = append(p, piece...), at+int64(len(piece))
	}
	return p, r.end
}
