package symbols

import (
	"oopscope/parse"
	"oopscope/parse/arch"
)

// Paths returns where on this machine the source files lie that the frames of a crash
// are in, by their names as the symbols have them. Those that are in none of the trees
// (see [Sources]) are left out, so no name of a file leads anywhere else.
func (s *Symbolizer) Paths(c *parse.Crash) map[string]string {
	wanted, ok := within(s.symbols, func() map[string]*module { return filesOf(c, s.images(c)) })
	if !ok {
		return nil
	}
	paths, _ := within(s.sources, func() map[string]string {
		found, readers := map[string]string{}, map[*module]roots{}
		for name, m := range wanted {
			if _, known := readers[m]; !known {
				readers[m] = openRoots(s.src.trees(m))
				defer readers[m].close()
			}
			if f, path, err := readers[m].find(name); err == nil {
				f.Close()
				found[name] = path
			}
		}
		return found
	})
	return paths
}

// filesOf are the files that frames name, with the image each is of.
func filesOf(c *parse.Crash, set *images) map[string]*module {
	files := map[string]*module{}
	for _, stack := range stacksOf(c) {
		for i := range stack.Frames {
			f := &stack.Frames[i]
			m := set.of(f.Module)
			for _, in := range append([]arch.Inline{{File: f.File}}, append(f.Inlined, f.Candidates...)...) {
				if in.File != "" {
					files[in.File] = m
				}
			}
		}
	}
	return files
}
