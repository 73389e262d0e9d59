package main

import (
	"fmt"
	"strings"

	"oopscope/console/torture"
)

const guarantees = `# What oopscope guarantees

<!-- the first table is written from console/torture by ` + "`go test . -update`" + ` -->

Each row is tried on the program itself by ` + "`oopscope torture [--for 10m] [TRIAL...]`" + `: it starts oopscope on pseudo-terminals, pipes and
folders of its own, so that it needs no hardware and touches nothing of yours. It prints what was sent and compared byte for byte,
how long the program took to end at most, and the most memory that one of its processes had; the exit status is 1 when something did not hold. It runs
on Linux. The tests run the same trials with few rounds (` + "`TestTorture`" + `).

TABLE
## Who may do what

What everybody sends who is not you is hostile: the board, peers on the socket, other users of the machine. These are held by tests.

| guarantee | held by |
|---|---|
| The socket's folder is yours alone and no link, or there is no socket; nobody else's process is let in, by the system's word | ` + "`TestFoldersOfOthers`, `TestOtherUsers`" + ` |
| Over TCP (loopback only) nobody gets a word without a token; who says none takes no place of others | ` + "`TestTokens`, `TestStrangersTakeNobodysPlace`" + ` |
| One types. Once another has the keyboard nothing comes of who had it; without it no file is sent, no port is lent in the middle of one | ` + "`TestTheKeyboardGoesOverWhole`, `TestWhoHasNoKeyboardSendsNoFile`, `TestTheLineIsInOneUse`" + ` |
| No request of a peer takes the session's time or memory: lines, searches, expressions and waits end | ` + "`TestWhatPeersSendIsHostile`, `TestASearchEnds`, `TestAPeerThatDiesWhileItTypes`" + ` |
| A received file has a name in its folder, replaces none, is yours alone, and as long as it was said to be | ` + "`TestNamesOfTheBoardStayInTheFolder`, `TestASizeThatIsALie`, `TestAModeOfTheOtherEnd`" + ` |
| What a file's protocol says is in the record and in no line: of the screen that sends it, of the owner, of those that look on, of the record when it is opened again or scanned, whatever ends the transfer; what the kernel says in between is in lines | ` + "`TestAFileThatComesIsInNoLine`, `TestAnOopsWithinATransferIsSeen`, `TestAFileOfAnotherScreenIsInNoLine`, `TestARecordWithFilesIsOpenedAgain`, `TestATransferThatAKillEnds`, `TestAScanPassesOverFiles`" + ` |
| An index that was changed, torn or made up hides nothing that it does not name, and breaks nothing | ` + "`TestSkipsThatMakeNoSense`, `TestSkipsBeforeDamage`" + ` |
| Hooks go to no shell; nothing of the board is an argument | ` + "`TestAHookIsNoShell`" + ` |
| Only your own gdb gets at a kernel over ` + "`oopscope kgdb`" + `, on Linux; what is no packet stays with the console | ` + "`TestOtherUsers`, `TestABoardThatLies`, `TestInterruptsAndPackets`" + ` |
| Names, arguments and what the board says command no terminal | ` + "`TestNothingRawReachesTheTerminal`, `TestWhatTheBoardSaysIsClean`" + ` |
`

// guaranteesPage is docs/guarantees.md.
func guaranteesPage() string {
	var b strings.Builder
	b.WriteString("| trial | guarantee | what is done |\n|---|---|---|\n")
	for _, t := range torture.Trials {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", t.Name, t.Guarantee, t.Does)
	}
	return strings.Replace(guarantees, "TABLE", b.String(), 1)
}
