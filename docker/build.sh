#!/bin/sh
# build.sh [-bases] [cpu|cuda] builds an image with buildah, which needs no daemon, as root and with chroot isolation
# where containers are not allowed. -bases first makes stand-ins for the images that the recipe starts from,
# with debootstrap and this machine's Go, for machines that no registry answers: what is built on them has the same
# packages, but not the same layers, and trusts the certificates that this machine trusts. The one for NVIDIA's image is
# Ubuntu without what NVIDIA adds: the settings by which --gpus mounts the driver, and a part of the toolkit.
# STORE is where buildah keeps images (default: its own place). What else it is given goes to buildah build.
set -eu
cd "$(dirname "$0")/.."
store() {
    if [ -n "${STORE:-}" ]; then
        buildah --root "$STORE" --runroot "$STORE-run" --storage-driver vfs "$@"
    else
        buildah "$@"
    fi
}

# stand_in NAME FOLDER makes an image of a folder's content.
stand_in() {
    container=$(store from scratch)
    cp -a "$2/." "$(store mount "$container")/"
    store commit --quiet --rm "$container" "$1" >/dev/null
}

# bootstrap FOLDER WHAT... makes a system by debootstrap, and takes out of it what Docker's images leave out, now and of
# what is installed later. It trusts the certificates that this machine trusts, for machines behind a proxy that signs
# what passes.
bundle=/etc/ssl/certs/ca-certificates.crt
bootstrap() {
    folder=$1
    shift
    debootstrap --variant=minbase "$@" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
    printf 'path-exclude /usr/share/%s/*\n' doc man locale >"$folder/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/* "$folder"/usr/share/doc \
        "$folder"/usr/share/man "$folder"/usr/share/locale
    mkdir -p "$folder/etc/ssl/certs" "$folder/usr/local/share/ca-certificates"
    cp $bundle "$folder$bundle"
    cp $bundle "$folder/usr/local/share/ca-certificates/machine.crt"
    printf '[global]\ncert = %s\n' $bundle >"$folder/etc/pip.conf"
}

# base RECIPE NAME is the image of that name, with its tag, that a recipe starts from: base cuda golang is golang:….
base() {
    sed -n "s|^FROM \($2:[^ \$]*\).*|\1|p" "docker/$1/Dockerfile"
}

bases=
if [ "${1:-}" = -bases ]; then
    bases=1
    shift
fi
image=${1:-cpu}
[ $# = 0 ] || shift

if [ -n "$bases" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    bootstrap "$work/debian" bookworm "$work/debian"
    if [ "$image" = cuda ]; then
        # Debian has neither Ubuntu's keys, so nobody checks these packages' signatures, nor always a script for noble,
        # which is the one for gutsy. Ubuntu's images have a user with id 1000.
        bootstrap "$work/ubuntu" --no-check-gpg --components=main,universe noble "$work/ubuntu" \
            http://archive.ubuntu.com/ubuntu gutsy
        chroot "$work/ubuntu" useradd --create-home --shell /bin/bash --uid 1000 ubuntu
        stand_in "docker.io/$(base cuda nvidia/cuda)" "$work/ubuntu"
    else
        stand_in "docker.io/library/$(base cpu debian)" "$work/debian"
    fi
    mkdir -p "$work/debian/usr/local"
    cp -a "$(go env GOROOT)" "$work/debian/usr/local/go"
    stand_in "docker.io/library/$(base "$image" golang)" "$work/debian"
    # the stand-ins' digests are others
    set -- --pull=never --build-arg GO_DIGEST= --build-arg BASE_DIGEST= "$@"
fi

# OCI images have no health check, hence docker's format; one layer for each FROM keeps vfs small.
store build --isolation "${BUILDAH_ISOLATION:-chroot}" --format docker --layers=false \
    -f "docker/$image/Dockerfile" --ignorefile "docker/$image/Dockerfile.dockerignore" -t "gofmnist:$image" "$@" .
store images "gofmnist:$image"
