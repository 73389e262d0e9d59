package compare

import (
	"cmp"
	"math"
	"slices"

	"oopscope/parse/odds"
	"oopscope/parse/schema"
)

// The verdicts on a rate, as schema.Rate has them.
const (
	More   = "more often"
	Less   = "less often"
	None   = "none"
	TooFew = "too few"
)

// Sides tells what differs between A, what was before, and B.
func Sides(a, b *Side) *schema.Comparison {
	c := &schema.Comparison{V: schema.Version, A: a.summary(), B: b.summary()}
	c.Crashes = rates(a.crashes, b.crashes, &c.A, &c.B)
	c.Trouble = rates(a.trouble, b.trouble, &c.A, &c.B)
	for i := range c.Trouble {
		c.Trouble[i].Signature = ""
	}
	c.Differs = differences(a, b)
	c.OnlyA, c.OnlyB = departure(a, b), departure(b, a)
	c.Moved = append(moved(a, b), movedCalls(a, b)...)
	slices.SortStableFunc(c.Moved, func(x, y schema.Moved) int { return cmp.Compare(math.Abs(y.Step), math.Abs(x.Step)) })
	return c
}

// rates tests each of what came on either side; all tests together are held to
// odds.Alpha. What is shown stands first, then what came most.
func rates(a, b map[string]*sign, sa, sb *schema.Side) (list []schema.Rate) {
	for key := range keys(a, b) {
		r := schema.Rate{Signature: key, Title: title(a[key], b[key])}
		r.A, r.B = count(a[key], sa), count(b[key], sb)
		test(&r, sa.Uptime, sb.Uptime)
		list = append(list, r)
	}
	slices.SortFunc(list, func(x, y schema.Rate) int { return cmp.Compare(x.Signature, y.Signature) })
	p := make([]float64, len(list))
	for i := range list {
		p[i] = deciding(&list[i])
	}
	for i, held := range odds.Holm(p) {
		r := &list[i]
		if r.PHolm = held; r.Verdict == None && held <= odds.Alpha {
			r.Verdict = direction(r, sa.Uptime, sb.Uptime)
		}
	}
	slices.SortStableFunc(list, func(x, y schema.Rate) int {
		return cmp.Or(cmp.Compare(shown(&y), shown(&x)), cmp.Compare(deciding(&x), deciding(&y)), cmp.Compare(y.B.Boots+y.A.Boots, x.B.Boots+x.A.Boots))
	})
	return list
}

// keys are those of both.
func keys[K comparable, V any](a, b map[K]V) map[K]bool {
	all := make(map[K]bool, len(a)+len(b))
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}

func title(a, b *sign) string {
	if b != nil {
		return b.title
	}
	return a.title
}

func count(s *sign, side *schema.Side) schema.Count {
	c := schema.Count{Of: side.Boots}
	if s != nil {
		at := s.at
		c.Boots, c.Times, c.Own, c.First = s.boots, s.times, s.own, &at
	}
	c.Low, c.High = odds.Interval(c.Boots, c.Of, 0.95)
	if side.Uptime > 0 {
		c.PerDay = float64(c.Own) / side.Uptime * 86400
	}
	return c
}

// test asks by boots, and by uptime where that is known. Which of the two decides
// depends on how many boots, crashes and hours there were in all, not on how they are
// divided: to choose the smaller p would show what is not there. Reports that follow from
// others are left out of the second, which knows of no such thing.
func test(r *schema.Rate, s, t float64) {
	k := r.A.Boots + r.B.Boots
	r.P, r.By, r.Verdict = odds.Fisher(r.A.Boots, r.A.Of, r.B.Boots, r.B.Of), "boots", None
	able := odds.FisherLeast(r.A.Of, r.B.Of, k) <= odds.Alpha
	if s > 0 && t > 0 && r.A.Own+r.B.Own > 0 {
		r.PUptime = odds.Rates(r.A.Own, s, r.B.Own, t)
		r.RatioLow, r.RatioHigh = odds.RatioInterval(r.A.Own, s, r.B.Own, t, 0.95)
		if math.IsInf(r.RatioHigh, 1) { // which JSON cannot say
			r.RatioHigh = 0
		}
		if !able && odds.RatesLeast(r.A.Own+r.B.Own, s, t) <= odds.Alpha {
			r.By, able = "uptime", true
		}
	}
	if !able {
		r.Verdict = TooFew
	}
}

func deciding(r *schema.Rate) float64 {
	if r.By == "uptime" {
		return r.PUptime
	}
	return r.P
}

func direction(r *schema.Rate, s, t float64) string {
	more := float64(r.B.Boots)*float64(r.A.Of) > float64(r.A.Boots)*float64(r.B.Of)
	if r.By == "uptime" {
		more = float64(r.B.Own)*s > float64(r.A.Own)*t
	}
	if more {
		return More
	}
	return Less
}

func shown(r *schema.Rate) int {
	if r.Verdict == More || r.Verdict == Less {
		return 1
	}
	return 0
}
