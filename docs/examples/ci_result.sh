#!/bin/sh
# Says in a room how a build went, once however often it is run:
#
#     HEARTH_TOKEN=hearth_… ./ci_result.sh https://chat.example.org lobby "build 1234" passed
set -eu
site=$1 room=$2 build=$3 result=$4

curl --fail-with-body --silent --show-error --retry 3 \
    -H "Authorization: Bearer $HEARTH_TOKEN" \
    -H "Content-Type: application/json" \
    -H "Idempotency-Key: $build $result" \
    -d "{\"body\": \"The $build **$result**.\"}" \
    "$site/api/v1/rooms/$room/messages/"
