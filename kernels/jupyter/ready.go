package jupyter

import (
	"context"
	"io"

	"github.com/gofmnist/gofmnist/kernels"
	"golang.org/x/sync/errgroup"
)

// Ready does all set-up that a machine needs to run notebooks of the checkout (empty: the working directory's): Python
// with Jupyter and, beside it, the kernels and a warm build cache. It returns the Python and the environment that finds
// the kernels. The kernels go into kernels.Home() and not among the user's own: that is what `fmnist kernels install`
// is for. The first failure stops the other half, and what Python lacks is said before the kernels are begun.
// Completion waits for Completion.
func Ready(ctx context.Context, checkout string, log io.Writer) (python string, env []string, err error) {
	group, ctx := errgroup.WithContext(ctx)
	possible := make(chan struct{})
	group.Go(func() (err error) {
		python, err = setup(ctx, log, func() { close(possible) })
		return err
	})
	group.Go(func() error {
		select {
		case <-possible:
		case <-ctx.Done():
			return ctx.Err()
		}
		options := kernels.Options{Prefix: kernels.Home(), Checkout: checkout, Log: log, Later: kernels.Completion()}
		if _, err := kernels.Install(ctx, options); err != nil {
			return failure(ctx, err)
		}
		return failure(ctx, kernels.Warm(ctx, checkout, log))
	})
	if err := group.Wait(); err != nil {
		return "", nil, err
	}
	return python, []string{Environ(kernels.Home())}, nil
}
