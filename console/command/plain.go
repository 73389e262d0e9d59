package command

import (
	"context"
	"os"

	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/keymap"
)

// Plain is a console with the decoder beside it, without a screen.
func Plain(set config.Settings, target string) int {
	keys, err := keymap.New(set.Keymap)
	if err != nil {
		return Usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return Failed(err)
	}
	defer locator.Close(0)
	e := ending.Attend()
	m := memoryOf(set, target)
	return headlessly(e, set, target, m, func(ctx context.Context, open headless.Opener) int {
		in := os.Stdin
		if target == "-" { // the capture, not the keyboard
			in = nil
		}
		return headless.Plain(ctx, open, in, keys, headless.WatchOptions{
			Name: target, Colour: out.Colours(), Resolve: locator.Resolve, Booted: locator.Booted, Known: m.known, Pulses: ownPulses(set), Hooks: m.hooks, Remark: m.remark, After: m.after, Out: out.Stdout, Err: out.Stderr,
		})
	})
}

// ownPulses are those of the profile.
func ownPulses(set config.Settings) []link.Pulse {
	if set.Board == nil {
		return nil
	}
	return set.Board.Pulses
}
