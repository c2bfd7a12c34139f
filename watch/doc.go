// Package watch brings in what others write about the fair: the files of a folder, and the feeds that the fair
// lists. Each text is held against the record as it arrives, and kept with what contradicts it (package
// bulletin/watched).
//
// What it always keeps to: it reads pages of the public web alone, unless whoever runs it allows more; every answer is bounded
// in size and time, wherever it leads on to; a server that is in trouble is asked less and less often; and
// nothing is sent to anybody.
//
// Next in the way of the data: web, where people read what was found.
package watch
