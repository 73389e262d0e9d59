package ending

import (
	"oopscope/console"
	"oopscope/console/past"
	"oopscope/console/record"
)

// keepPrefixes keeps what a session learnt of its line, so that it is known from the start
// the next time, and a single panic of it is read, too. That they cannot be kept is no
// failure: they are learnt again.
func keepPrefixes(s *console.Session) {
	dir, err := record.Dir()
	if err != nil {
		return
	}
	for _, text := range s.Learnt() {
		_ = past.OpenPrefixes(dir).Add(s.Spec(), text)
	}
}
