package class

import "oopscope/parse/crash"

// troubleClasses are worth showing but no crash. The last two have no header: the
// decoder makes them.
var troubleClasses = []Class{
	{
		Name: "driver-error", Severity: crash.Error, Words: "driver trouble",
		Meaning: "a driver reported trouble", Family: "driver-error",
		Source:  "drivers/base/dd.c and whatever driver failed",
		Culprit: Nobody,
		Headers: []Header{
			// cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16
			{Literal: "ret: -", Role: Trouble, Pattern: `\bret: -(?P<errno>\d{1,3})\b`},
			{Literal: "ret=-", Role: Trouble, Pattern: `\bret=-(?P<errno>\d{1,3})\b`},
			// pru-rproc 4a334000.pru: probe with driver pru-rproc failed with error -12
			{Literal: "failed with error -", Role: Trouble, Pattern: `failed with error -(?P<errno>\d{1,3})\b`},
			{Literal: "error -", Role: Trouble, Pattern: `\berror -(?P<errno>\d{1,3})\b`},
			{Literal: "error: -", Role: Trouble, Pattern: `\berror: -(?P<errno>\d{1,3})\b`},
			{Literal: "err=-", Role: Trouble, Pattern: `\berr=-(?P<errno>\d{1,3})\b`},
			{Literal: "err -", Role: Trouble, Pattern: `\berr -(?P<errno>\d{1,3})\b`},
			// remoteproc remoteproc1: Failed to process resources: -12
			{Literal: "ailed to ", Role: Trouble, Pattern: `\b[Ff]ailed to .*(?:: |\(|= ?)-(?P<errno>\d{1,3})\b`},
			{Literal: "annot ", Role: Trouble, Pattern: `\b[Cc]annot .*(?:: |\(|= ?)-(?P<errno>\d{1,3})\b`},
			{Literal: "nable to ", Role: Trouble, Pattern: `\b[Uu]nable to .*(?:: |\(|= ?)-(?P<errno>\d{1,3})\b`},
			{Literal: "ould not ", Role: Trouble, Pattern: `\b[Cc]ould not .*(?:: |\(|= ?)-(?P<errno>\d{1,3})\b`},
			{Literal: "ouldn't ", Role: Trouble, Pattern: `\b[Cc]ouldn't .*(?:: |\(|= ?)-(?P<errno>\d{1,3})\b`},
			// pru-rproc 4a334000.pru: failed to allocate dma memory: len 0xee2800
			{Literal: "failed to allocate ", Role: Trouble, Pattern: `\bfailed to allocate (?P<what>.*?)(?:(?:: |\(|= ?)-(?P<errno>\d{1,3})\b.*)?$`},
			{Literal: "I/O error", Role: Trouble, Pattern: `\bI/O error(?:,| on) dev`},
			// genirq: Flags mismatch irq 24. 00200080 (horn) vs. 00200000 (bell)   (kernel/irq/manage.c: __setup_irq())
			{Literal: "Flags mismatch irq ", Role: Trouble, Pattern: `\bFlags mismatch irq (?P<irq>\d+)\. `},
			{Literal: "EXT4-fs error", Role: Trouble, Pattern: `^EXT4-fs error \(device`},
		},
		Samples: []string{"cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16"},
	},
	{
		Name: "reset", Severity: crash.Error, Words: "the board restarted without a word",
		Meaning: "the board started anew without a word", Family: "reset",
		Source: "nobody prints it: a boot began that nothing announced",
		Title:  BareTitle, Culprit: Nobody, Aftermath: crash.Rebooting,
	},
	{
		Name: "silence", Severity: crash.Error, Words: "the console stopped",
		Meaning: "the console fell silent", Family: "silence",
		Source: "nobody prints it: a console that answered answers no more",
		Title:  BareTitle, Culprit: Nobody,
	},
}
