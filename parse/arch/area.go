package arch

// Area is a part of an address map.
type Area struct {
	From, To uint64 // inclusive
	Name     string
}

// Within names the area that a value lies in, "" when in none.
func Within(areas []Area, v uint64) string {
	for _, a := range areas {
		if v >= a.From && v <= a.To {
			return a.Name
		}
	}
	return ""
}
