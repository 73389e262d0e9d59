package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"(XEN)", "-unsa", "BUG ", "BUG: ", "Unexp", "Xen-", "gal o", "ggere", "guard", "kup -"},
	{"E/TC:", "Error", "I/O e", "Trigg", "U-Boo", "[#"},
	{"\x1b"},
	{" CPU#", "FATAL", "KASAN", "incon", "ing_h", "king/", "nicke", "ted[#", "timed", "tion!"},
	{" ****", " BUG ", " than", "### E", "-fs e", "BACKT", "Bad k", "ENDBR", "Inval", "RCU d", "Slab ", "UBSAN", "UG: K", "Unabl", "Unhan"},
	{"ASSER", "CHDOG", "Corru", "DMI: ", "Linux", "Oops ", "Oops:", "SPL: ", "TICE:", "VFS: ", "aBIOS", "addr ", "ailur", "ld-sp", "lib/r", "omm: ", "on CP"},
	{"ack-p", "align", "cut h", "n Typ", "n_key", "r_pan", "rcopy", "s key", "uld n", "uspen"},
	{"Badne", "Path:", "lab e", "led t", "line:", "lling", "monit", "mpted", "ref?)", "ret=-", "ror -", "rying", "ugobj", "uldn'", "uling", "voked"},
	{"8<---", "=====", "Divis", "Machi", "talls", "unt_e", "unt_t", "ursiv"},
	{"/kmsg", "d unl", "dmesg", "g unu", "init!", "instr", "iting", "k USB", "k_siz", "mptib"},
	{"CFI h", "Synch", "UEFI ", "call ", "divid", "err -", "err=-", "espon", "expon", "ill h", "n.log", "ncy d", "nel p", "nsn @"},
	{"  0.", "  1.", " Part", " faul", "a abo", "annot", "geall", "h abo", "reboo", "rebox", "rnal "},
	{"Bad m", "_add ", "bad a", "et: -", "mpool", "nit m", "nit p", "obody", "or: -", "rtion", "ut of"},
	{"ECLIB", "LOCKU", "PANIC", "WARNI", "answe", "ecute", "enSBI", "ious ", "journ", "l ...", "l NUL", "n RCU", "pc =="},
	{" BUG:", " over", " retu", "code:", "ebug.", "idle=", "imeou", "l Fau"},
	{"/psto", "Repla", "Resta", "Vecto", "_del ", "d con", "d loc", "d obj", "k end", "le to", "ops[#"},
}
