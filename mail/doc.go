// Package mail sends what stands in the outbox. A mail is written into it in the transaction
// of the change that it tells of; here it is claimed, handed to a server by SMTP, and crossed
// off.
//
// What always holds: a mail is sent at least once, and always with the same Message-ID, so that
// one whose sending was cut off between the server's answer and our note is known as one;
// and nothing that somebody has typed reaches a header as more than text.
//
// Next in the way of the data: exchange, what is brought in and out as files.
package mail
