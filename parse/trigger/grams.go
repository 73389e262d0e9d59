package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"<---", "[#", "urne", "ursi"},
	{"\x1b"},
	{"-uns", ".log", "/kms", "/pst", "ASSE", "Boot", "Divi", "KASA", "Linu", "OCKU", "Oops"},
	{"(XEN", "ARNI", "ATAL", "DMI:", "HDOG", "I/O ", "\"Err", "aBIO", "d-sp", "n-st", "nSBI", "t_er", "t_t ", "t_t:"},
	{"UBSA", "VFS:", "ror:", "rr -", "rr=-", "t: -", "than", "to a", "tor:"},
	{" dou", "bogu", "el p", "it p", "ld n", "lign", "memp", "meou", "mesg", "nd d"},
	{"  0.", "  1.", "CPU#", "Type", "cute", "ed[#", "k US", "l NU", "nitc"},
	{" ###", " abl", " fau", " opc", " ove", "answ", "jour", "nick", "nous"},
	{"BUG ", "BUG:", "Bad ", "Badn", "CE: ", "CFI ", "CLIB", "Inva", "Part", "Rest", "SLOF", "Slab", "Unab", "Unex", "Unha", "Xen-"},
	{"Trig", "bad ", "d co", "d lo", "ddr ", "del ", "gal ", "geal"},
	{"ailu", "alls", "c ==", "et=-", "ext:", "ldn'", "lib/", "mm/u", "nit!", "nsis", "omm:", "opy:"},
	{"SPL:", "[Har", "a ab", "guar", "h ab", "k cl", "l ..", "l Fa", "q tr", "s er", "spon", "susp", "xpon"},
	{"ed o", "erti", "it m", "itin", "ixpo", "ll h", "llin", "mpte", "ulin", "up -", "ut h", "ut o", "when"},
	{"E/TC", "ENDB", "Mach", "PANI", "Path", "UEFI", "play", "ptib", "ucti", "unus", "xter"},
	{"====", "in_k", "ing/", "ion!", "moni", "nobo", "on '", "on C", "or -"},
	{"CU d", "ab e", "cy d", "dle=", "iled", "ine:", "le t", "nnot", "rebo", "sn @", "ze e"},
}
