package blame

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// takeAPage are the functions that look at a page when it is taken, mm/page_alloc.c:
// whoever wants it there did nothing to it.
var takeAPage = []string{"get_page_from_freelist", "rmqueue", "rmqueue_bulk", "rmqueue_pcplist", "prep_new_page", "post_alloc_hook", "check_new_page", "check_new_pages", "check_new_page_bad"}

// takenBad tells that a page was found to be bad when it was taken: the chain shows
// who came by afterwards. With page_owner other stacks tell whose it was.
func takenBad(c *crash.Crash) bool {
	return len(c.Stacks) == 0 &&
		slices.ContainsFunc(c.Chain, func(f arch.Frame) bool {
			return f.Reliable && f.InFunction() && slices.Contains(takeAPage, places.Word(f.Function))
		})
}
