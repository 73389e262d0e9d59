package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"KASA", "[#", "n-st", "nSBI"},
	{"\x1b"},
	{"/pst", "BUG ", "BUG:", "DMI:", "SPL:", "VFS:", "[Har", "guar", "opy:", "ould", "ous "},
	{"ANIC", "Bad ", "Badn", "Boot", "CFI ", "E/TC", "ENDB", "Mach", "Part", "Path", "Repl", "Rest", "WARN"},
	{"ed[#", "et=-", "nitc", "omm:", "oubl", "rebo", "ret:", "rr=-"},
	{" ###", " tri", "CE: ", "\"Err", "d-sp", "or: ", "susp", "turn"},
	{"ASSE", "ATAL", "answ", "geal", "ine:", "k cl", "n CP", "nic:", "nick"},
	{"  0.", "  1.", " cor", " ove", "ailu", "alls", "in_k", "inve"},
	{"bad ", "d op", "ddr ", "gal ", "it m", "it p", "l ..", "l Fa", "l pr"},
	{"CLIB", "CPU#", "Divi", "Linu", "SLOF", "Slab", "Trig", "Type", "UBSA", "UEFI", "Unab", "Unex", "Unha", "Xen-"},
	{"CU d", "HDOG", "Oops", "pted", "sn @", "spon", "unus", "ut h", "xpon"},
	{".log", "dle=", "k_si", "kmsg", "mesg", "moni", "mpti", "ucti"},
	{"<---", "====", "NULL", "lib/", "meou", "mm/u", "nnot", "nt_t", "ntex"},
	{"(XEN", "ed o", "held", "iled", "itin", "ixpo", "lign", "llin", "ulin", "ut o"},
	{"a ab", "aBIO", "e lo", "e to", "erro", "h ab", "mism", "nobo", "rr -"},
	{"OCKU", "ck w", "inco", "ldn'", "ocki", "on '", "rnal", "than", "ynci"},
}
