// Package reports has what only the two student reports need: their heads and search, the document that sets their
// figures beside ours. Everything else they use is the ordinary package.
package reports
