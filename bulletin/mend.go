package bulletin

import "bridgehead/lang"

// qualifierWords are words before a number that qualify it and can be taken away with it; verbs such
// as exceeded cannot.
var qualifierWords = map[lang.Tag][]string{
	lang.Hans: {"超过", "将近", "接近", "不超过", "不少于", "不到", "不足", "至少", "最多", "大约", "约合", "约", "近", "逾", "超"},
	lang.En: {
		"more than ", "less than ", "fewer than ", "at least ", "at most ", "up to ", "close to ", "nearly ", "almost ", "about ",
		"around ", "over ", "under ", "some ",
	},
}

// qualifierBefore is how many characters before a number its qualifier takes; 0 where none stands.
func (x *examination) qualifierBefore(s *statement) int {
	tag := x.tag
	if tag == lang.Hant {
		tag = lang.Hans // folded, they are the same
	}
	longest := 0
	for _, w := range qualifierWords[tag] {
		form := foldWord(w)
		if start := s.at.start - len(form); start >= 0 && len(form) > longest && string(x.layout.folded[start:s.at.start]) == string(form) {
			longest = len(form)
		}
	}
	return longest
}
