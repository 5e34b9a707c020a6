// Package fetch downloads files that are known beforehand: by size and checksum, over https, from several addresses,
// bounded in bytes and time. [Official] gives [data.Load] the four files of Fashion-MNIST; the weight files of the
// pretrained networks come through [File]. It is apart from package data because net/http would double what a notebook
// cell has to link: cells read what lies on the disk, the process that executes for them downloads.
package fetch
