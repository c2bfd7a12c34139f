// Package testenv gives tests what they need from the machine: an empty PostgreSQL database, a browser, the program itself.
//
// The command in the folder testenv prepares the machine and names the server in BRIDGEHEAD_TEST_POSTGRES; "make test" runs it.
// A test that calls Postgres stands under the build tag server, one that calls Chromium under the tag browser. So a plain
// "go test ./..." needs neither, and what a test needs and does not find is a failure: nothing is ever skipped.
package testenv
