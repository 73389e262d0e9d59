package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"WARN", "[#", "[Har", "n-st", "nSBI"},
	{"\x1b"},
	{"(XEN", "BUG:", "Boot", "HDOG", "Linu", "ine:", "ing/", "ion!", "ldn'", "le t", "lib/", "nnot", "nt_t", "ntex"},
	{"<---", "ANIC", "BUG ", "DMI:", "E/TC", "ENDB", "Rest", "UBSA", "VFS:", "\"Err"},
	{" abl", " dou", " fau", " ove", "Repl", "Trig", "Type", "ck w", "meou", "mm/u"},
	{" ###", " CFI", "answ", "d-sp", "l Fa", "n CP", "ous "},
	{"ddr ", "ed o", "ed[#", "el p", "et=-", "it m", "it p", "itin", "ixpo", "lign", "llin"},
	{".log", "Bad ", "Badn", "SLOF", "bad ", "gal ", "in_k", "rr -", "rr=-", "sn @", "than"},
	{"CPU#", "CU d", "Slab", "dd c", "dle=", "mesg", "mism", "nden", "nitc", "on '"},
	{"ATAL", "Part", "Path", "Unab", "Unex", "Unha", "pted", "q tr", "unus", "ut h", "ut o"},
	{"CE: ", "CLIB", "a ab", "aBIO", "d op", "guar", "h ab", "l ..", "or: "},
	{"UEFI", "Xen-", "geal", "moni", "mpti", "rebo", "ret:", "rnal", "ucti", "ulin"},
	{"  0.", "  1.", "e lo", "held", "iled", "inco", "k cl", "nobo", "ould"},
	{"Divi", "Oops", "alls", "fail", "k_si", "kmsg", "nic:", "nick", "omm:", "opy:"},
	{"====", "NULL", "cute", "erro", "turn"},
	{"/pst", "ASSE", "KASA", "Mach", "OCKU", "spon", "st_d", "susp", "xpon"},
}
