// Package data brings Fashion-MNIST into memory and describes it.
//
// [Load] finds the data (the folder named by FMNIST_DATA, the checkout's
// neighbour ../shared/fashion-mnist, the cache, the download mirrors), checks it
// and keeps a raw copy beside it so that the next process has it in about ten
// milliseconds. Pixels stay uint8 from disk to batch. [Synthetic] draws ten kinds
// of garments for machines without the data; Load uses it only when it is asked
// for by name.
//
// A [Set] is images and labels; [Set.Split] is Keras' validation_split. Exploration
// is values too: [Dataset.Summary], [Set.Head], [Dataset.Audit], [Set.Dedupe],
// [Set.ClassMeans], [Set.PixelVariance]. The preprocessing of the two reports is
// [OneHot], [Normalize], [Pad32], [Resize32] and [GrayToRGB].
//
// [Fetch] is the verified download that the weight files use as well.
package data
