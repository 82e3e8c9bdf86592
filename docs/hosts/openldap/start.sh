#!/bin/sh
# Starts slapd with the sample directory, which the first start fills: start.sh [CONFIGURATION TREE DATA URLS]
set -eu
umask 077
configuration=${1:-/etc/directory/slapd.conf} tree=${2:-/run/secrets/directory-tree.ldif} data=${3:-/var/lib/directory}
urls=${4:-ldapi://%2Frun%2Fdirectory%2Fldapi ldaps://0.0.0.0:1636}

if [ ! -e "$data/data.mdb" ]; then
  /usr/sbin/slapadd -q -f "$configuration" -l "$tree" || { rm -f "$data/data.mdb" "$data/lock.mdb"; exit 1; }
fi
exec /usr/sbin/slapd -d 0 -f "$configuration" -h "$urls"
