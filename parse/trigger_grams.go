package parse

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = [buckets][]string{
	{"[#", "d-sp"},
	{"\x1b"},
	{"ICE:", "KASA", "Mach", "Rest", "U-Bo", "Unab"},
	{"CFI ", "CLIB", "DMI:", "Divi", "SLOF", "UBSA", "VFS:"},
	{"d bu", "d ou", "ing/", "lib/", "opy:", "ror:"},
	{"BUG:", "Badn", "\"Syn", "lign", "ret:", "rigg", "rror"},
	{"CU u", "Kill", "cgro", "ck o", "ck-p", "cute", "geal", "guar", "kill", "opco", "orru", "oubl"},
	{"Oops", "ed[#", "k cl", "ldn'", "tall", "ult:"},
	{" exc", " loc", "CPU#", "ucti"},
	{"Bad ", "_key", "ailu", "bad ", "body", "gal ", "le t", "led "},
	{"<---", "ANIC", "ENDB", "HDOG", "LOCK", "aBIO", "et=-", "nSBI", "rr=-", "ust_"},
	{"BUG ", "USB ", "rebo", "rnal", "rr -", "spon", "ut h"},
	{"  0.", "  1.", " fau", "Linu", "ying"},
	{"UEFI", "answ", "el p", "ence", "inve", "meou", "mism", "moni"},
	{"WARN", "or m", "ould", "t_t:", "turn"},
	{"====", "mm/u", "mpte", "mpti", "nnot", "nreg", "onte"},
}
