package cell

import "sync"

// A Link is what cells of the screen lead to when they are clicked on; 0 is nothing. The
// addresses are ours: who makes one has checked it.
type Link uint16

// linkCode is the number that an ink with the first link has among those of SGR, where
// none has a meaning. The stage takes it out again.
const linkCode = 60_000

// mostLinks is how many there may be; what is linked to more often is not then.
const mostLinks = 5000

// links are all that were made, since rows that have them may be anywhere.
var links struct {
	sync.Mutex
	of  map[string]Link
	all []string
}

// LinkTo returns the link to an address, which must be printable ASCII; 0 for others.
func LinkTo(address string) Link {
	for i := range len(address) {
		if address[i] <= ' ' || address[i] > '~' {
			return 0
		}
	}
	links.Lock()
	defer links.Unlock()
	if l, ok := links.of[address]; ok || address == "" || len(links.all) >= mostLinks {
		return l
	}
	if links.of == nil {
		links.of = map[string]Link{}
	}
	links.all = append(links.all, address)
	links.of[address] = Link(len(links.all))
	return links.of[address]
}

// LinkOf returns the address that a number among those of SGR stands for.
func LinkOf(code int) (address string, ok bool) {
	links.Lock()
	defer links.Unlock()
	if i := code - linkCode; i >= 0 && i < len(links.all) {
		return links.all[i], true
	}
	return "", false
}
