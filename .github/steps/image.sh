#!/usr/bin/env bash
# Builds an image for this computer and starts it once, as a compose file would: shut off from all but its data. `image.sh NAME FILE`
set -euo pipefail
name=$1 file=$2

docker buildx build --load --tag "$name" --file "$file" .
docker run --detach --name tried --init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "$name"
trap 'docker logs tried; docker rm --force --volumes tried >/dev/null' EXIT
for _ in $(seq 60); do
  state=$(docker inspect --format '{{.State.Health.Status}}' tried)
  [ "$state" = healthy ] && break
  sleep 2
done
[ "$state" = healthy ] || { echo "*** $name is $state after two minutes"; exit 1; }
docker stop --time 30 tried
code=$(docker inspect --format '{{.State.ExitCode}}' tried)
[ "$code" = 0 ] || { echo "*** $name ended with $code"; exit 1; }
