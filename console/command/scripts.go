package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/link"
	"oopscope/console/repro"
)

// Tools are what a script can do beside typing, in a session.
func Tools(set config.Settings, s *console.Session) repro.Tools {
	return repro.Tools{
		Break: s.Break, SysRq: s.SysRq, Raw: s.SendRaw,
		Pulse: func(ctx context.Context, name string) error {
			for _, p := range pulsesOf(set) {
				if p.Name == name {
					return s.Pulse(ctx, p)
				}
			}
			return fmt.Errorf("no pulse is called %s", name)
		},
		Hook: func(ctx context.Context, name string) (link.HookResult, error) {
			return Hooks(set, s).Run(ctx, name, nil, "")
		},
	}
}

// pulsesOf are those of the profile, and those that makers settled.
func pulsesOf(set config.Settings) []link.Pulse {
	if set.Board == nil {
		return link.KnownPulses
	}
	return slices.Concat(set.Board.Pulses, link.KnownPulses)
}

// Lacks says which hook or pulse the steps of a script name that there is none of.
func Lacks(set config.Settings, steps []repro.Step) error {
	hooks, pulses := repro.Needs(steps)
	var there []string
	if set.Board != nil {
		for _, h := range set.Board.Hooks {
			there = append(there, h.Name)
		}
	}
	for _, name := range hooks {
		if !slices.Contains(there, name) {
			return fmt.Errorf("the script runs the hook %q, which is not in the profile's [hook] table", name)
		}
	}
	var known []string
	for _, p := range pulsesOf(set) {
		known = append(known, p.Name)
	}
	for _, name := range pulses {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the script does the pulse %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}
