package claim

// context gives the claims what their clause and sentence say of them.
func (p *parser) context(d *Document) {
}
