#!/usr/bin/env bash
# The deb as an ordinary user meets it: installed, opened with its sandbox on, taken away. As root.
set -euo pipefail
program=easycashier-backoffice

apt-get update --quiet
apt-get install --yes xvfb xauth dbus ./dist/*.deb
useradd --create-home tester
runuser -u tester -- dbus-run-session xvfb-run --auto-servernum "$program" > opened.log 2>&1 &
trap 'cat opened.log' EXIT
for _ in $(seq 60); do
  log=$(find /home/tester -name desktop.log -size +0 | head -n 1)
  [ -n "$log" ] && break
  sleep 1
done
[ -n "$log" ] || { echo "*** it has written no log after a minute"; exit 1; }
sleep 10
pgrep --euid tester --full "$program" > /dev/null || { echo "*** it has ended by itself"; cat "$log"; exit 1; }
pkill --euid tester || true
apt-get remove --yes "$(dpkg-deb --field dist/*.deb Package)"
! command -v "$program"
