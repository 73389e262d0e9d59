package link

// Notifications are the ways to ask a terminal for a notification of the desktop: none,
// the one that this terminal is known for, iTerm2's and ConEmu's OSC 9, rxvt's OSC 777,
// kitty's OSC 99.
var Notifications = []string{"off", "auto", "osc9", "osc777", "osc99"}
