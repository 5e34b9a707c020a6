// Package tsne arranges points of many dimensions in the plane, near ones near (t-distributed stochastic neighbour
// embedding, van der Maaten and Hinton 2008), and judges such arrangements.
//
// The attraction uses the nearest neighbours of each point by a full search: a k-d tree (Bentley 1975) says which
// points are too far away to be neighbours, and the distances to the others are computed in tiles of matrix products,
// with nothing but the rounding of float32 to explain (see nearest). The repulsion is interpolated on a grid by Fourier
// transforms (FIt-SNE, Linderman et al. 2019), so that an iteration's cost grows linearly with the points. Here the
// grid has splines of degree 5 at a step of 0.4, which puts the error of the forces below 1 % even where points are
// sparse; FIt-SNE's defaults and Barnes-Hut at angle 0.5 have 1 to 5 % on the same points.
//
// An iteration takes as long as the memory needs to give it the attraction's matrix. So its columns are numbers of 16
// bits where that is enough, and points that are near in the plane lie near in memory.
//
// Defaults are scikit-learn's: perplexity 30, 1000 iterations, the first 250 with 12-fold attraction and momentum 0.5,
// then 0.8; gains as in scikit-learn. The learning rate is openTSNE's, max(n/12/4, 50) at first and max(n/4, 50) after
// the exaggeration, for any n. (openTSNE and FIt-SNE leave the factor 4 out of the gradient: their rate for the same
// step is n/12 and n.) scikit-learn keeps n/12/4 to the end, with which many points have not come to rest after 1000
// iterations: 60,000 images end at a KL divergence of 2.403, at the higher rate at 2.355. Unlike scikit-learn, Fit
// does all iterations: it has no rule that ends the descent early.
package tsne
