package export

import "oopscope/parse/letter"

// Clean makes text from a board fit to be shown on one line: control bytes,
// line ends, hidden characters and invalid UTF-8 become visible escapes (\x1b,
// \u202e); a tab becomes a space. Everything else stays.
func Clean(s string) string { return letter.Clean(s) }
