package trigger

import "oopscope/parse/literal"

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = literal.Grams{
	{"  0.", "  1.", " Part", "!WQ_M", "BUG ", "BUG: ", "SPL: ", "Xen-"},
	{"### E", "-unsa", "I/O e", "[#"},
	{"\x1b"},
	{"/kmsg", "/psto", "BACKT", "Badne", "CHDOG", "DMI: ", "ENDBR", "LOCKU", "Oops ", "Oops:", "Repla", "Resta", "VFS: ", "Vecto", "_add "},
	{" ****", " BUG ", "UG: K", "_del ", "call ", "et: -", "k_siz", "monit", "or: -", "talls", "ursiv"},
	{"Bad m", "CFI h", "Corru", "DMA-A", "Divis", "E/TC:", "ECLIB", "FATAL", "Inval", "KASAN", "Kille", "Linux", "Machi", "Modul", "PANIC", "Path:", "RCU d", "Synch", "TICE:", "Unabl", "Unexp", "Unhan", "WARNI"},
	{"Slab ", "a abo", "ack-p", "cut h", "h abo", "kctl_", "kup -", "n_key", "r_pan", "rnal ", "s key", "ugobj", "uld n", "uspen"},
	{"-cano", "-fs e", "ASSER", "CU GP", "ailur", "answe", "dmesg", "ld-sp", "n Typ", "nel p", "nicke", "nit m", "nit p", "on CP"},
	{" BUG:", " gfp_", " over", " retu", "=====", "Error", "U-Boo", "ecute", "err=-", "imeou"},
	{"aBIOS", "g unu", "init!", "instr", "k USB", "l Fau", "lib/r", "n RCU", "obody", "ror -"},
	{" CPU#", " faul", " than", "addr ", "le to", "reboo", "rebox", "starv", "ted[#"},
	{"UBSAN", "UEFI ", "enSBI", "l ...", "l NUL", "led t", "omm: ", "ref?)", "ret=-", "unt_e", "unt_t"},
	{"8<---", "code:", "geall", "idle=", "iting", "kill:", "line:", "lling", "mpool", "mpted", "mptib", "rying", "uldn'", "uling", "ut of", "voked"},
	{"(XEN)", "d con", "d obj", "d unl", "divid", "incon", "ing_h", "k end", "k poi", "king/", "oppin", "ops[#", "rtion", "timed", "tion!"},
	{"Trigg", "align", "ebug.", "err -", "espon", "expon", "guard", "ill h", "ious ", "journ", "n.log", "ncy d", "nsn @"},
	{"annot", "bad a", "d loc", "gal o", "ggere", "lab e", "pc ==", "rcopy"},
}
