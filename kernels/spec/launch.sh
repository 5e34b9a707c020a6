#!/bin/sh
# Starts GoNB for one notebook: launch.sh CONNECTION_FILE. Jupyter runs it in the notebook's folder.
# The values between @ signs were written by `fmnist kernels install`.
module=github.com/gofmnist/gofmnist
checkout=@CHECKOUT@
here=$(dirname "$0")

# A Jupyter started from a desktop menu knows neither go nor GOBIN, so their folders come first. $here/bin/go stands
# before the real go: see there.
PATH=$here/bin:@PATH@:$PATH
@DEFAULTS@
unset GOWORK # GoNB makes a workspace of its own for every kernel

# GoNB dies without a word when its workspace names a module that cannot be read, so what is broken is left out, and
# the sentence about it waits in FMNIST_KERNEL_NOTE until a cell needs the module.
name() { (cd "$1" && GOWORK=off go list -m) 2>&1; }
serves() { [ "$(name "$1")" = "$module" ]; }

dir=$PWD
while [ "$dir" != / ] && ! [ -f "$dir/go.mod" ]; do dir=$(dirname "$dir"); done

note=
if ! [ -f "$dir/go.mod" ]; then # a notebook outside any module: the checkout that installed the kernel serves it
	work=$checkout
elif ! (cd "$dir" && GOWORK=off go list -m) >/dev/null 2>&1; then
	work=
	note="$dir/go.mod cannot be used: $(name "$dir") (repair it, then restart the kernel)"
elif serves "$dir" || (cd "$dir" && GOWORK=off go list -m $module) >/dev/null 2>&1; then
	work=$dir # the notebook's own checkout, or a module that requires ours
else
	work=$dir,$checkout # somebody's module beside ours: its packages can be imported too
fi
if [ -z "$note" ] && [ "${work%"$checkout"}" != "$work" ] && ! serves "$checkout"; then
	work=${work%"$checkout"}
	note="the checkout $checkout, for which this kernel was installed, cannot be used: $(name "$checkout") (run \`go run ./cmd/fmnist kernels install\` in a checkout, then restart the kernel)"
fi
export FMNIST_KERNEL_NOTE="$note"

# -raw_error: compile errors as text, which GitHub, nbconvert and CI can show. The log flags: GoNB otherwise prints
# some twenty lines a session into the terminal of the Jupyter server.
connection=$1
set -- gonb -go_work="${work%,}" -raw_error -logtostderr=false -log_file=/dev/null -stderrthreshold=3 --kernel

# The front stands between Jupyter and GoNB. Where it is missing, does not run on this machine, or FMNIST_FRONT=off,
# GoNB serves alone; should it fail later, it puts GoNB in its own place.
front=$here/front
if [ "$FMNIST_FRONT" != off ] && "$front" -check 2>/dev/null; then
	export FMNIST_SPEC="$here"
	exec "$front" "$connection" "$@"
fi
unset FMNIST_FRONT
exec "$@" "$connection"
