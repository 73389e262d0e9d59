package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"KASA", "WARN", "[#", "n-st"},
	{"\x1b"},
	{"Divi", "aBIO", "ck-p", "in_k", "inve", "mm/u", "nSBI"},
	{"-uns", ".log", "ANIC", "BUG ", "BUG:", "Bad ", "Badn", "Boot", "CE: ", "CFI ", "CLIB", "Mach", "Rest", "Unab", "\"Err"},
	{" cor", " ove", "HDOG", "OCKU", "Oops", "refe", "ret:"},
	{"VFS:", "d-sp", "k_si", "l Fa", "n CP", "opy:", "ous ", "susp"},
	{"<---", "UEFI", "Xen-", "ine:", "le t", "lib/", "meou", "nnot", "unus"},
	{"ASSE", "Linu", "UBSA", "Unha", "answ", "inco", "ldn'", "lign", "mism", "ynci"},
	{"  0.", "  1.", "CPU#", "Type", "ed[#", "et=-", "nitc", "onte"},
	{" ###", " tri", "CU d", "DMI:", "t_t:", "turn"},
	{"d lo", "of m", "oubl", "ould", "pted", "than", "ut h"},
	{"E/TC", "iled", "ion!", "kmsg", "m-ki", "mesg", "moni", "ocki", "ucti"},
	{"====", "Repl", "eral", "erro", "geal", "ixpo", "nobo", "rebo", "rnal", "rr -", "rr=-", "up -"},
	{"/pst", "it m", "it p", "itin", "llin", "mpti", "spon", "ssin", "stil"},
	{"SLOF", "ailu", "alls", "bad ", "d op", "d ou", "gal ", "l .."},
	{"ATAL", "Trig", "[Har", "a ab", "guar", "k cl", "nic:", "nick"},
}
