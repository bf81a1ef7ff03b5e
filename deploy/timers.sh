#!/bin/sh
# What the timers of deploy/systemd/ do, where there is no systemd: each job once a day, from its time
# on, in the time zone of TZ. A day begun late is made up for, as a job that ran already has nothing to do.
set -u
jobs='0300 backup --keep-in /data/backups
0430 reconcile_stripe
0700 run_due
0730 check_books'
memory=${TIMERS_MEMORY:-/tmp/timers}
mkdir -p "$memory"
trap 'exit 0' TERM INT
while :; do
    today=$(date +%F)
    now=$(date +%H%M)
    while read -r at job options; do
        day=$(cat "$memory/$job" 2>/dev/null)
        if [ "$now" -ge "$at" ] && [ "$day" != "$today" ]; then
            echo "$today" >"$memory/$job"
            echo "$today $now $job"
            # shellcheck disable=SC2086  options are words
            python manage.py "$job" $options </dev/null || echo "$job ended with $?"
        fi
    done <<JOBS
$jobs
JOBS
    sleep 30 &
    wait $!
done
