// Package web is what people see of the fairs: pages in three languages, rendered on the
// server, that work without script. It reads the record and never writes to it.
//
// The invariant: no number stands in a page or a template. Each comes from a figure or a
// record at a position of the journal, and leads to what it is made of.
//
// It is the last in the way of the data; cmd/bridgehead serves it.
package web
