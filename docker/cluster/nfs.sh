#!/bin/sh
# nfs.sh tries the locks of runs on NFS, in a virtual machine with a server and pairs of clients: as root on Debian, with
# debootstrap, cpio, e2fsprogs and qemu-system-x86. It needs neither KVM nor a kernel with NFS, and a quarter of an
# hour. What it prints is read by a person; docs/DEPLOY.md has the answers.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debootstrap --variant=minbase --include=linux-image-cloud-amd64,nfs-kernel-server,rpcbind,iproute2,kmod,procps \
    bookworm "$work/root" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
cp "$work"/root/boot/vmlinuz-* "$work/kernel"
rm -rf "$work"/root/boot "$work"/root/var/cache/apt "$work"/root/var/lib/apt/lists "$work"/root/usr/share/doc
CGO_ENABLED=0 go build -ldflags=-s -o "$work/root/usr/local/bin/fmnist" ./cmd/fmnist

cat >"$work/root/init" <<'EOF'
#!/bin/bash
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp; mount -t tmpfs run /run
for m in virtio_pci virtio_blk veth bridge nfs nfsv3 nfsv4 nfsd; do modprobe $m; done
mkdir -p /run/netns /run/rpcbind /srv; mount -t ext4 /dev/vda /srv; mkdir /srv/class; chmod 777 /srv/class
ip link set lo up; ip link add br0 type bridge; ip addr add 10.0.0.1/24 dev br0; ip link set br0 up
mount -t nfsd nfsd /proc/fs/nfsd; echo "/srv/class *(rw,sync,no_subtree_check,no_root_squash,fsid=0)" >/etc/exports
rpcbind -w; rpc.statd; rpc.mountd
echo 15 >/proc/fs/nfsd/nfsv4leasetime; echo 15 >/proc/fs/nfsd/nfsv4gracetime; rpc.nfsd 4; exportfs -ra; sleep 17
bash /try; echo o >/proc/sysrq-trigger; sleep 9
EOF
cat >"$work/root/try" <<'EOF'
export FMNIST_DATA=synthetic:600,100
mkdir /clients; mount -t tmpfs clients /clients; mount --make-private /clients
client() { # NUMBER NAME OPTIONS EXPORT mounts the export at /mnt of a client with that name
    ip netns add c$1; ip link add v$1 type veth peer name e0 netns c$1; ip link set v$1 master br0 up
    ip -n c$1 addr add 10.0.0.1$1/24 dev e0; ip -n c$1 link set e0 up; ip -n c$1 link set lo up
    touch /clients/$1
    nsenter --net=/run/netns/c$1 unshare --uts --mount=/clients/$1 sh -c "hostname $2; mount --make-rprivate /
        mount -t tmpfs run /run; mkdir /run/rpcbind; rpcbind -w; rpc.statd --no-notify
        mount -t nfs -o $3 10.0.0.1:$4 /mnt"
}
on() { nsenter --net=/run/netns/c$1 --mount=/clients/$1 "${@:2}"; }
train() { on $1 timeout 100 fmnist train -net linear -batch 32 -epochs $2 -seed $3 >/tmp/$1.out 2>/tmp/$1.err; }
said() {
    tr '\r' '\n' </tmp/$1.err | grep -av '^17/17\|^Epoch' | sed 's/^/    /'
    tail -qn 1 /tmp/$1.out | sed 's/^/    /'
}
begun() {
    for i in {1..300}; do grep -aq 'poch 3/4000' /tmp/$1.err && return; sleep 0.2; done
    echo "client $1 does not train"
}
try() { # TITLE OPTIONS EXPORT FIRST NAME SECOND NAME
    echo "== $1"; export FMNIST_HOME="/mnt/$4-$5-$6"
    client $4 $5 $2 $3; client $7 $6 $2 $3
    train $4 4000 1 & begun $4
    train $7 8 1 & second=$!
    sleep 15; echo "both at once; the second says"; said $7
    pkill -9 -f 'epochs 4000'; wait $second; echo "the first killed; the second ends with $?"; said $7
    train $4 4000 2 & begun $4
    ip -n c$4 link set e0 down; train $7 8 2; echo "the first cut off; the second ends with $?"; said $7
    ip -n c$4 link set e0 up; sleep 30; echo "the first, back on the network, says"; said $4
    pkill -9 -f 'epochs 4000'; on $7 fmnist runs | grep linear
}
try "NFS 4.2" vers=4.2 / 1 east west 2
try "NFS 4.2, one name" vers=4.2 / 3 node node 4
try "NFS 3" vers=3 /srv/class 5 north south 6
EOF
chmod +x "$work/root/init"
(cd "$work/root" && find . -xdev | cpio -o -H newc --quiet | gzip -1 >"$work/initrd")
truncate -s 512M "$work/disk"
mkfs.ext4 -q "$work/disk"
qemu-system-x86_64 -accel tcg -cpu max -m 3000 -smp 2 -nographic -no-reboot -nic none -kernel "$work/kernel" \
    -initrd "$work/initrd" -append "console=ttyS0 quiet panic=1 rdinit=/init" \
    -drive "file=$work/disk,if=virtio,format=raw"
