package triage

// contradictionRules say that a dump cannot be true as it stands.
var contradictionRules = []rule{
	{
		id: "dump-disagrees", rank: rankPlace - 1, confidence: Certain,
		says: "the dump disagrees with itself: it can be of no one trap",
		fire: dumpDisagrees,
	},
}

var disagreement = &kind{name: "disagrees", says: "two places of the dump cannot both be true", check: checkDisagreement, alone: true}

func checkDisagreement(x *exam, _ *Claim) (verdict, []int) {
	if all := x.contradictions(); len(all) > 0 {
		return proved, all[0].Lines
	}
	return refuted, nil
}

// dumpDisagrees says it: what is drawn from either place may be wrong.
func dumpDisagrees(x *exam, f *draft) bool {
	all := x.contradictions()
	if len(all) == 0 {
		return false
	}
	f.Text = "The dump disagrees with itself: " + all[0].Text + "."
	f.claim(Claim{kind: disagreement})
	f.Evidence = all[0].Lines
	f.Next = "Lines of two CPUs that report at once stand between each other, or letters were lost on the way (a console too fast, no flow control). Do not build on either place before a second capture agrees; if that has the same contradiction, suspect the CPU, its memory, or code that was patched."
	return true
}
