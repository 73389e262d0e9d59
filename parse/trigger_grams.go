package parse

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = [buckets][]string{
	{"<---", "====", "[#"},
	{"\x1b"},
	{"Bad ", "Badn", "U-Bo", "USB ", "\"Syn", "bad ", "ed[#", "gal "},
	{"ANIC", "BUG ", "BUG:", "CFI ", "CLIB", "DMI:", "HDOG", "Linu", "Oops"},
	{"  1.", " exc", " loc", "geal", "k cl"},
	{"  0.", "d bu", "d ou", "et=-", "ldn'", "rr=-", "rror"},
	{"CU u", "cgro", "ck o", "ck-p", "cute", "or m", "orru"},
	{"Divi", "Kill", "inve", "kill", "mism", "nSBI", "nreg"},
	{"Rest", "UBSA", "_key", "aBIO", "ailu", "answ", "body", "el p"},
	{"CPU#", "KASA", "Mach", "SLOF", "spon", "tall"},
	{"le t", "led ", "lib/", "lign", "ucti", "ying"},
	{" fau", "moni", "mpte", "mpti", "onte", "opy:"},
	{"ICE:", "LOCK", "UEFI", "VFS:", "t_t:", "turn", "ust_"},
	{"Unab", "rebo", "ret:", "rigg", "rnal", "ror:", "rr -", "ult:", "ut h"},
	{"ENDB", "WARN", "d-sp", "guar", "oubl", "ould"},
	{"ence", "ing/", "meou", "mm/u", "nnot", "opco"},
}
