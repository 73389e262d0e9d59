package main

import (
	"cmp"
	"slices"

	"oopscope/parse"
)

// signature is what a crash is counted by, as oopscope's ledger does.
func signature(c *parse.Crash) string { return cmp.Or(c.Signature.Exact, c.Signature.Bug, c.Class) }

func kernels(c *parse.Crash) []string {
	if c.Kernel == "" {
		return nil
	}
	return []string{c.Kernel}
}

// kernelsMost bounds the list of kernels: captures may hold any text.
const kernelsMost = 100

// An adder adds up what was met of one signature, in whatever order and groups a runner likes.
type adder struct{}

// MergeAccumulators adds two.
func (*adder) MergeAccumulators(a, b Seen) Seen { return add(a, b) }

// add adds two, of which a may be empty.
func add(a, b Seen) Seen {
	if a.Crashes == 0 {
		return b
	}
	a.Crashes += b.Crashes
	a.Captures += b.Captures
	if b.Title < a.Title {
		a.Title, a.Class = b.Title, b.Class
	}
	all := slices.Concat(a.Kernels, b.Kernels)
	slices.Sort(all)
	a.Kernels = slices.Compact(all)
	a.Kernels = a.Kernels[:min(len(a.Kernels), kernelsMost)]
	return a
}
