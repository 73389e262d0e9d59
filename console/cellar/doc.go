// Package cellar keeps on disk what was compressed in the files of symbols, so that
// it takes no memory and is unpacked once.
//
// A cellar is a directory of its own below the user's cache directory. It holds no
// more than it was told: what was not used for longest goes first, and what was not
// used for a month goes in any case. Files appear under their names when they are
// complete, and carry sums that everything read of them is checked against, so that
// a damaged one is thrown away and made anew.
package cellar
