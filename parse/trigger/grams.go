package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"====", "[#"},
	{"\x1b"},
	{"<---", "ASSE", "KASA", "OCKU", "WARN", "aBIO", "erro", "n-st"},
	{"ANIC", "BUG ", "BUG:", "Bad ", "Badn", "CE: ", "CFI ", "CLIB", "DMI:", "ENDB", "Oops", "\"Err"},
	{" ove", "Unab", "geal", "inve", "rebo", "rnal"},
	{" USB", " tri", "ATAL", "k_si", "mpti", "opy:", "ous ", "t_t:", "turn"},
	{" abo", " fau", "Mach", "ine:", "ing/", "lib/", "lign", "nick"},
	{"NULL", "SPL:", "VFS:", "[Har", "d-sp", "guar", "k cl", "l ..", "n CP", "susp"},
	{"ck-p", "ed o", "ed[#", "el p", "et=-", "it p", "ldn'", "ut h"},
	{"CPU#", "Divi", "Faul", "HDOG", "Linu", "Repl", "Rest", "SLOF", "Trig", "Type", "UBSA", "UEFI", "Unha", "Xen-"},
	{"  0.", "  1.", "E/TC", "_key", "ucti", "unus"},
	{"mpte", "of m", "onte", "or m", "orru", "ret:", "rr -", "rr=-"},
	{"/pst", "CU d", "it m", "itin", "ixpo", "opco", "oubl", "ould", "spon", "stil"},
	{"iled", "ion!", "le t", "llin", "nit!", "nitc"},
	{" ###", " loc", ".log", "ailu", "alls", "answ", "kmsg", "meou", "mesg", "mism", "mm/u"},
	{"Boot", "bad ", "body", "gal ", "moni", "nSBI", "nnot"},
}
