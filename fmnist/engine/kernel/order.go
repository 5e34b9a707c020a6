package kernel

// The numbers of this file decide in which order sums are added up. They are the same at every level, so that every
// level gives the same bits; the package comment describes the orders.

// runWidth holds the columns of the blocks of 1, 3 and 5 rows in which run adds: as many as AVX-512's registers hold.
// Narrower vectors take several turns for a block, list by list.
var runWidth = [6]int{1: 128, 3: 128, 5: 80}

// sliceDepth is the number of weights of one filter above which a convolution adds up kernel row by kernel row, so that
// the part of a panel in use stays in the second-level cache: 4096 rows of AVX-512's 32 columns are half a MiB.
const sliceDepth = 4096

// backCols is the width of a panel in which a convolution's gradient of the image is added up.
const backCols = 32
