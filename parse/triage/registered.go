package triage

import (
	"fmt"
	"strings"
)

// registeredRules are about things that are set up or handed in twice, or with less room
// than they need, as the code that takes them says by itself.
var registeredRules = []rule{
	{
		id: "name-taken", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a device, directory or attribute was registered under a name that is taken",
		suppresses: []string{"warn-condition"},
		fire:       nameTaken,
	},
	{
		id: "initialised-twice", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a kobject that is in use was initialised again",
		suppresses: []string{"warn-condition"},
		fire:       initialisedTwice,
	},
	{
		id: "not-initialised", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a kobject or device was added that nobody had initialised",
		suppresses: []string{"warn-condition"},
		fire:       notInitialised,
	},
	{
		id: "rtnl-not-held", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "network devices were changed without the lock that protects them (rtnl)",
		suppresses: []string{"warn-condition"},
		fire:       rtnlNotHeld,
	},
	{
		id: "copy-overflow", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a copy to or from an object was asked for that is longer than the object",
		suppresses: []string{"warn-condition"},
		fire:       copyOverflow,
	},
	{
		id: "packet-room", rank: rankProof, confidence: Certain, classes: []string{"kernel-bug"},
		says:       "a packet buffer was made larger than its memory (skb_push, skb_put)",
		suppresses: []string{"bug-assertion"},
		fire:       packetRoom,
	},
}

// nameTaken: sysfs_warn_dup(), fs/sysfs/dir.c, and proc_register(), fs/proc/generic.c.
func nameTaken(x *exam, f *draft) bool {
	for _, words := range []string{"cannot create duplicate filename", "already registered"} {
		n, l := x.line(words)
		_, name, quoted := strings.Cut(l, "'")
		name, _, closed := strings.Cut(name, "'")
		if n == 0 || !quoted || !closed || words == "already registered" && !strings.Contains(l, "proc_dir_entry") {
			continue
		}
		f.Text = fmt.Sprintf("%s registered a name that is taken: %s. This suggests that it is registered twice, or that whoever had the name before did not take it away again.", subject(x), clip(name, 100))
		f.Next = "Find both registrations (the name's driver, probe called twice, two devices with one id) and the removal that belongs to the first, also on its error path. Check whether the caller looks at the error it got."
		f.Evidence = []int{n, x.headLine(), x.culpritLine()}
		f.claim(says(words, n), x.subjectRan())
		return true
	}
	return false
}

// initialisedTwice: kobject_init(), lib/kobject.c.
func initialisedTwice(x *exam, f *draft) bool {
	const words = "tried to init an initialized object"
	n := x.find(words)
	if n == 0 {
		return false
	}
	f.Text = fmt.Sprintf("%s initialised a kobject that is initialised already, whose counter starts again whoever holds references; or one whose memory was not zeroed before, which looks the same.", subject(x))
	f.Next = "Check that kobject_init(), device_register() or device_initialize() is called once for each object, and that the object is allocated with kzalloc()."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says(words, n), x.subjectRan())
	return true
}

// notInitialised: kobject_add(), lib/kobject.c.
func notInitialised(x *exam, f *draft) bool {
	const words = "tried to add an uninitialized object"
	n := x.find(words)
	if n == 0 {
		return false
	}
	f.Text = fmt.Sprintf("%s added a kobject that was never initialised, or whose memory was cleared or freed since: the call did nothing but return an error.", subject(x))
	f.Next = "Call kobject_init() (device_initialize() for a device) before kobject_add(), or both at once with kobject_init_and_add() or device_register()."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says(words, n), x.subjectRan())
	return true
}

// rtnlNotHeld: ASSERT_RTNL(), include/linux/rtnetlink.h.
func rtnlNotHeld(x *exam, f *draft) bool {
	const words = "RTNL: assertion failed"
	n := x.find(words)
	if n == 0 {
		return false
	}
	f.Text = fmt.Sprintf("The lock of the network configuration (rtnl) was not held where %s needs it: nobody up the call chain took it, or it was given back too early.", x.where())
	if c := x.culprit(); c != "" && c != x.where() {
		f.Text = fmt.Sprintf("%s called into the network code without the lock of the network configuration (rtnl), which %s needs.", c, x.where())
		f.claim(x.culpritRan())
	}
	f.Next = "Call it between rtnl_lock() and rtnl_unlock(), or use the variant that takes the lock itself (register_netdev(), unregister_netdev(), dev_open() with rtnl)."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says(words, n), x.whereRan())
	return true
}

// packetRoom: skb_panic(), net/core/skbuff.c, stops who makes a packet larger than the
// buffer has room, in front or behind.
func packetRoom(x *exam, f *draft) bool {
	if len(x.chain) == 0 || !rooted(x.chain[0].Function, []string{"skb_panic", "skb_over_panic", "skb_under_panic"}) {
		return false
	}
	who, what := subject(x), "made a packet larger than its buffer, in front (skb_push) or behind (skb_put)"
	for i := range x.chain[:min(len(x.chain), 4)] {
		if i > 0 && x.chain[i].HasOffset && x.chain[i].Offset == 0 {
			continue // what lies behind a call that never returns is the next function
		}
		switch w := word(x.chain[i].Function); {
		case w == "skb_push" || w == "skb_under_panic":
			what = "put a header in front of a packet that has no room for it there (skb_push)"
		case w == "skb_put" || w == "skb_over_panic":
			what = "put more data behind a packet than its buffer has room (skb_put)"
		}
	}
	switch under, over := x.find("skb_under_panic: "), x.find("skb_over_panic: "); {
	case under > 0:
		what = "put a header in front of a packet that has no room for it there (skb_push)"
	case over > 0:
		what = "put more data behind a packet than its buffer has room (skb_put)"
	}
	if x.culprit() == "" || neverBlamed(x.c.Culprit) {
		who = "Somebody who is not in the trace (the address behind \"text:\" is theirs)"
	}
	f.Text = fmt.Sprintf("%s %s.", who, what)
	f.Next = "Compare len and put in the line skb_over_panic or skb_under_panic with head, data, tail and end: reserve the headroom (skb_reserve(), skb_cow_head(), needed_headroom), or allocate what is received at most."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	f.claim(x.subjectRan(), ran(x.chain[0].Function, ""))
	return true
}
