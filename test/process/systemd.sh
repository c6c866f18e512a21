# A systemd of a test's own, as process 1 of namespaces that end with their caller. Whatever it does stays in them: the computer's files can only
# be read, and where something is written lies memory of their own. `systemd.sh FOLDER`: the clone, found at /mnt/program.
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/program
mount --rbind "$1" /mnt/program
mount -o remount,bind,ro /mnt/program
mount -o remount,bind,ro /
for folder in /run /tmp /var /etc/systemd/system /etc/init.d /lib/systemd/system /lib/systemd/system-generators; do
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done
chmod 1777 /tmp
mkdir -p /run/lock /var/lib /var/log
mkdir -p -m 1777 /var/tmp
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/box
echo 1 > /sys/fs/cgroup/box/cgroup.procs
# Of what a computer starts nothing is wanted here.
for target in sysinit basic network multi-user shutdown umount; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' $target > /lib/systemd/system/$target.target
done
export container=test
exec unshare --cgroup /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --log-level=warning --show-status=no
