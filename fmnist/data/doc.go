// Package data brings Fashion-MNIST into memory and describes it.
//
// [Load] finds the data (what FMNIST_DATA names, in any of the layouts of [Read]; the cache; Keras' cache; the download
// of [Options]), checks it and keeps a raw copy so that the next process has it in about ten milliseconds. Pixels stay
// uint8 from disk to batch. [Synthetic] draws ten kinds of garments for machines without the data; Load uses it only
// when it is asked for by name.
//
// A [Set] is images and labels; [Set.Split] is Keras' validation_split. Exploration
// is values too: [Dataset.Summary], [Set.Head], [Dataset.Audit], [Set.Dedupe],
// [Set.ClassMeans], [Set.PixelVariance]. The preprocessing of the two reports is
// [OneHot], [Normalize], [Pad32], [Resize32] and [GrayToRGB].
//
// Other data of the same shape, such as MNIST, come under their own class names
// ([Set.ClassNames], [Dataset.Edition]).
package data
