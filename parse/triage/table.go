package triage

import "slices"

// table is THE TABLE, theme by theme.
var table = slices.Concat(
	firstRules, contradictionRules, unloadRules, moduleRules, pointerRules, armedRules, badPointerRules, sizeRules, kasanHintRules, poisonRules,
	jumpRules, stackRules, assertionRules, rustRules, atomicRules, lockRules, lockCheckRules, kasanRules, slabRules, sanitizerRules, objectRules, registeredRules, waiterRules, spokenRules, askedRules, firmwareRules, takenAwayRules, handedRules, argumentRules, bitmapRules,
	stallRules, graceRules, deadlockRules, ownEndRules, hungRules, resourceRules, hardwareRules, bootRules, driverRules, hangRules, settingRules, afterRules,
)

// A Rule is what a person may know of a rule of the table.
type Rule struct {
	Name       string   // as findings name it: "module-unload-race"
	Says       string   // what it finds, in a few words without a capital
	Confidence string   // the most it claims
	Classes    []string // the classes of crash it looks at; nil is every one
	Hides      []string // rules that it makes redundant or wrong
}

// Rules lists all rules in the order of the table, theme by theme.
func Rules() []Rule {
	all := make([]Rule, len(table))
	for i := range table {
		r := &table[i]
		all[i] = Rule{r.id, r.says, r.confidence, r.classes, r.suppresses}
	}
	return all
}

// kinds are all kinds of claims, theme by theme.
var kinds = []*kind{
	throughNull, namedInC, heldValue, accessKind, jumpedTo, ofUser, valueLooks, irqsWereOff, taskKilled,
	panicked, halted, restartsIn, harmless, wentOn, diedAgain, heardLater, diedBefore,
	onSetting, moduleListed, lastUnloaded, functionRan, ranBelow, inInterrupt, namedInStack, panicCaller,
	framesGuessed, kernelSays, disagreement,
}

// A ClaimKind is what a person may know of a kind of claims.
type ClaimKind struct {
	Name string // as findings have it: "irqs-off"
	Says string // what is claimed, in a few words without a capital
}

// Claims lists the kinds of claims that are checked before a sentence is said.
func Claims() []ClaimKind {
	all := make([]ClaimKind, len(kinds))
	for i, k := range kinds {
		all[i] = ClaimKind{k.name, k.says}
	}
	return all
}
