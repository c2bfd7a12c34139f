package claim

// Read reads the quantities of a text. It never fails: a text without any gives an empty
// document.
func Read(text string, o Options) Document {
	return Document{Claims: []Claim{}, Unread: []Unread{}}
}
