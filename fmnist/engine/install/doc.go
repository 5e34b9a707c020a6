// Package install fetches XLA's plugins for package plugin: wheels from PyPI through pip, which compares each with the
// SHA-256 written down here, or go-xla's own release, which has none published and is bounded and tried instead. It
// downloads nothing unless Install is called.
package install
