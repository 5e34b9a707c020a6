package data

import "slices"

// OfficialFile is one of the four files of the data set as published since 31 August 2017; the release before it had
// duplicates and other checksums.
type OfficialFile struct {
	Name   string
	Size   int64 // bytes
	SHA256 string
}

// The order is fixed: train images, train labels, test images, test labels.
// Checksums are of the files of github.com/zalandoresearch/fashion-mnist.
var official = [4]OfficialFile{
	{"train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
	{"train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
	{"t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
	{"t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"},
}

// OfficialFiles are the four files of Fashion-MNIST: what a download has to bring.
func OfficialFiles() []OfficialFile { return slices.Clone(official[:]) }

// officialFingerprint is Dataset.Fingerprint of the official files.
const officialFingerprint = "9fcb8620d73ee160bb095316a883ffff3db32f7f18969ba457f4e9d5c8b99b54"
