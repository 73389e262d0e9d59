package parse

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = [buckets][]string{
	{"U-Bo", "[#", "d-sp"},
	{"\x1b"},
	{"BUG:", "LOCK", "SLOF", "ret:", "ror:", "t_t:", "turn", "ult:"},
	{"Badn", "CFI ", "CLIB", "DMI:", "Divi", "ICE:", "Oops"},
	{"  0.", "  1.", " fau", "Unab", "rnal"},
	{"ANIC", "HDOG", "Linu", "aBIO", "ailu", "answ", "d bu", "d ou", "ing/", "ldn'", "lib/", "orru"},
	{"CPU#", "cgro", "cute", "ed[#", "mism", "mpte"},
	{"Kill", "k cl", "kill", "opco", "ould", "tall", "ut h"},
	{"CU u", "WARN", "ck o", "ck-p", "el p", "gal "},
	{" exc", " loc", "Mach", "geal", "ying"},
	{"BUG ", "Bad ", "_key", "bad ", "led ", "meou", "mm/u", "nnot"},
	{"<---", "====", "body", "moni", "mpti"},
	{"le t", "lign", "nreg", "or m", "oubl", "rebo", "rigg", "rr -"},
	{"ENDB", "UEFI", "USB ", "et=-", "guar", "nSBI", "rr=-", "rror"},
	{"Rest", "UBSA", "VFS:", "\"Syn", "ucti", "ust_"},
	{"Inva", "KASA", "ence", "inve", "opy:", "spon"},
}
