package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"U-Bo", "[#", "d-sp"},
	{"\x1b"},
	{"/pst", "ICE:", "NULL", "Repl", "Rest", "SLOF"},
	{"ANIC", "Badn", "CLIB", "Divi", "E/TC", "ENDB", "HDOG", "Inva", "KASA", "LOCK", "Oops"},
	{" exc", " loc", ".log", "geal", "abor", "alct", "guar", "l er", "rigg"},
	{"Kill", "UEFI", "kill", "lign", "mism", "opco", "ould", "ous "},
	{"  0.", "  1.", "Linu", "d bu", "d ou", "ing/", "ldn'", "lib/", "orru"},
	{"UBSA", "VFS:", "mple", "rror", "t_t:", "ust_"},
	{"BUG:", "cgro", "ck o", "el p", "meou", "rebo", "refe", "ret:", "ult:"},
	{"<---", "Mach", "Unab", "tall", "ucti", "ut h"},
	{"BUG ", "Bad ", "CFI ", "aBIO", "ailu", "bad ", "body", "le t", "led "},
	{"CPU#", "Type", "cute", "ed[#", "et=-", "kmsg", "mesg", "mpte"},
	{" ###", " fau", "answ", "inve", "mm/u", "ying"},
	{"====", "llis", "moni", "mpti", "or m", "rr -", "rr=-"},
	{"DMI:", "a ab", "k cl", "nSBI", "opy:", "oubl", "turn"},
	{"WARN", "ck-p", "gal ", "nnot", "nreg", "spon"},
}
