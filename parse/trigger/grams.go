package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"-unsa", "BACKT", "BUG ", "BUG: ", "Bad m", "CU GP", "LOCKU", "Linux", "Machi", "Modul", "Resta", "Synch", "Unexp", "Vecto", "Xen-"},
	{"### E", "I/O e", "WARNI", "[#"},
	{"\x1b"},
	{"Repla", "U-Boo", "UEFI ", "UG: K", "Unhan", "r_pan", "rcopy", "reboo", "rebox", "ref?)", "ret=-", "rnal ", "ror -", "rtion", "uctio", "ut of"},
	{"CFI h", "addr ", "alid ", "align", "cut h", "idle=", "ill h", "init!", "kup -", "n Typ", "nel p", "onten"},
	{"  0.", "  1.", " BUG ", " BUG:", " CPU#", "!WQ_M", "ASSER", "E/TC:", "FATAL", "KASAN", "UBSAN", "k USB", "n RCU", "unt_e", "unt_t"},
	{" faul", " over", " retu", "CHDOG", "Corru", "ENDBR", "Error", "Path:", "TICE:", "Trigg", "Unabl"},
	{"RCU d", "a abo", "d unl", "g unu", "h abo", "k end", "kctl_", "l ...", "l Fau", "l NUL", "line:", "ncy d", "nit m", "nit p"},
	{"=====", "ebug.", "err -", "err=-", "et: -", "king/", "lab e", "obody", "oppin", "or: -", "ursiv"},
	{"DMA-A", "Divis", "PANIC", "aBIOS", "ack-p", "annot", "answe", "divid", "imeou", "incon", "journ", "k_siz", "misma", "monit"},
	{"8<---", "dmesg", "ggere", "ing_h", "nicke", "ted[#", "timed", "tion!", "voked", "xpone"},
	{"SPL: ", "Slab ", "call ", "d loc", "d obj", "espon", "k poi", "n.log", "nsn @", "starv", "talls", "ugobj", "uspen"},
	{"-fs e", "/psto", "Badne", "DMI: ", "VFS: ", "_add ", "bad a", "gal o", "mpted", "mptib", "omm: ", "ops[#"},
	{" ****", " than", "(XEN)", "_del ", "iting", "lling", "n_key", "rying", "uld n", "uldn'", "uling"},
	{"ECLIB", "Oops ", "Oops:", "ailur", "ecute", "ious ", "le to", "on CP", "pc =="},
	{" Part", "/kmsg", "enSBI", "geall", "guard", "ld-sp", "led t", "lib/r"},
}
