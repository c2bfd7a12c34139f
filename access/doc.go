// Package access holds who may come in and what each may do: the accounts of an
// installation, the roles that they are given in a fair, and one table that decides.
//
// What always holds: what no rule of the table allows is refused; a secret (password, token,
// recovery code) is never kept, only what it can be checked by; and nothing that is answered
// tells whether an account exists. Accounts belong to the installation and stand outside the
// versions of any fair, with the personal data in them; grants belong to a fair and are part
// of its record, so that the journal says who was let in, by whom and when. Journals name an
// account by its identifier alone.
//
// Next in the way of the data: party, the organisations that come.
package access
