package parse

// grams, by bucket, were chosen over real logs: run the tests of this package
// with -grams when the tables of literals grew. A stale table costs time only.
var grams = [buckets][]string{
	{"====", "[#"},
	{"\x1b"},
	{"ANIC", "ARNI", "BUG ", "BUG:", "Oops", "ret:", "ror:"},
	{"_key", "agea", "alig", "anno", "ck-p", "f me", "o ha"},
	{" exc", " fie", " loc", "/loc", ": wa", "t is"},
	{"ard ", "erco", "err ", "erro", "led ", "lib/", "lid ", "ould", "ous "},
	{" ans", " der", " dou", "ed s", "el p", "etur"},
	{" Bus", " fau", " fet", "BI v", "Boot", "eout", "le t"},
	{"  1.", "  BL", " WAT", " cut", "orru"},
	{"CFI ", "CLIB", "SAN:", "_t: ", "ssin"},
	{"F **", "Rest", "[   ", "r ev", "vers"},
	{" nob", "Bad ", "bad ", "defi", "ied ", "in k"},
	{"CPU#", "ck c", "ed o", "ed[#", "et=-", "mpte"},
	{"Badn", "Erro", "er n", "err=", "espo", "or m", "rebo"},
	{" cra", " ove", "DMI:", "al a", "el F"},
	{"e al", "el: ", "elem", "gal ", "n pr"},
}
