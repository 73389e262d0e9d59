package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"HDOG", "KASA", "WARN", "[#", "[Har"},
	{"\x1b"},
	{"BUG:", "NULL", "OCKU", "Repl", "UEFI", "ret:", "rr -", "rr=-", "ucti", "ut h"},
	{".log", "ANIC", "BUG ", "Bad ", "Badn", "Boot", "CE: ", "CFI ", "CLIB", "CU d", "E/TC", "ENDB", "Oops", "\"Err"},
	{"  0.", "  1.", " ove", "a ab", "h ab", "in_k", "inve", "ion!", "l Fa", "l pr"},
	{" ###", "/pst", "ous ", "st_d", "susp", "turn"},
	{"d op", "held", "itin", "k cl", "lign", "llin", "n CP", "nSBI", "ocki", "oubl", "ould"},
	{"Rest", "le t", "mesg", "n-st", "nick", "nitc", "nnot", "nt_t"},
	{"<---", "SLOF", "Xen-", "bad ", "ck-p", "gal ", "guar", "meou", "mm/u"},
	{"ASSE", "CPU#", "Divi", "Mach", "Part", "Path", "Slab", "Trig", "Type", "UBSA", "Unab", "Unex", "Unha"},
	{" tri", "dd c", "ddr ", "ed o", "ed[#", "unus", "ut o"},
	{"ATAL", "geal", "inco", "it p", "rebo", "rnal", "sn @", "spon", "xpoi", "xpon", "ynci"},
	{"====", "alls", "k_si", "kmsg", "moni", "mpti", "omm:", "opy:"},
	{"ck w", "dle=", "it m", "ng w", "nobo", "ntex", "on '", "or m"},
	{"e lo", "erro", "et=-", "iled", "l ..", "lib/", "mism", "pted"},
	{"(XEN", "DMI:", "Linu", "SPL:", "VFS:", "aBIO", "ailu", "answ", "ine:", "ldn'", "nic:"},
}
