#!/bin/sh
# PostgreSQL, RabbitMQ and OpenLDAP in a folder of their own, for trying several hosts: servers.sh start FOLDER | servers.sh stop FOLDER
# From Debian's packages postgresql, rabbitmq-server, slapd; on ports of 127.0.0.1 that those of the machine do not use: 5442, 5682, 1646.
# An empty folder gets secrets (FOLDER/secrets). start starts those that do not run. Started by root, each server runs as the account of its package.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "servers.sh: $*" >&2
  exit 1
}

[ $# = 2 ] || fail "write servers.sh start FOLDER, or servers.sh stop FOLDER"
postgresql=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$postgresql/initdb" ] && [ -x /usr/sbin/slapd ] && [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ||
  fail "install postgresql, rabbitmq-server and slapd first"

# as ACCOUNT COMMAND…
as() {
  account=$1 && shift
  if [ "$(id -u)" = 0 ]; then setpriv --reuid="$account" --regid="$account" --clear-groups "$@"; else "$@"; fi
}

own() {
  if [ "$(id -u)" = 0 ]; then chown -R "$1:$1" "$2"; fi
}

listens() { bash -c "exec 3<>/dev/tcp/127.0.0.1/$1" 2>/dev/null; }

# wait_for PORT: at most a minute.
wait_for() {
  for _ in $(seq 600); do
    ! listens "$1" || return 0
    sleep 0.1
  done
  fail "nothing listens on port $1; see the files *.log in $folder"
}

broker() {
  as rabbitmq env HOME="$folder/broker" RABBITMQ_NODENAME=blazorchat-trial@localhost \
    RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=5682 RABBITMQ_DIST_PORT=25682 \
    RABBITMQ_MNESIA_BASE="$folder/broker/data" RABBITMQ_LOG_BASE="$folder/broker/log" RABBITMQ_CONFIG_FILE="$folder/broker/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$folder/broker/enabled_plugins" RABBITMQ_GENERATED_CONFIG_DIR="$folder/broker/generated" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_PID_FILE="$folder/broker/pid" RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=4382 "$@"
}

make() {
  DATABASE=127.0.0.1:5442 "$here/make-secrets.sh" "$folder/secrets"
  mkdir "$folder/database" "$folder/broker" "$folder/directory" "$folder/directory/data"
  own postgres "$folder/database"
  as postgres "$postgresql/initdb" -D "$folder/database" -A peer -E UTF8 --locale=C.UTF-8 >/dev/null
  printf "listen_addresses = '127.0.0.1'\nport = 5442\nunix_socket_directories = '%s'\n" "$folder/database" >>"$folder/database/postgresql.conf"
  printf 'local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n' >"$folder/database/pg_hba.conf"

  sed "s|/run/secrets/|$folder/broker/|" "$here/rabbitmq.conf" >"$folder/broker/rabbitmq.conf"
  echo "[rabbitmq_management_agent]." >"$folder/broker/enabled_plugins"
  cp "$folder/secrets/broker-definitions.json" "$folder/broker/"
  openssl rand -hex 32 >"$folder/broker/.erlang.cookie"
  chmod 400 "$folder/broker/.erlang.cookie"
  own rabbitmq "$folder/broker"

  sed "s|/run/secrets/|$folder/directory/|; s|/var/lib/directory|$folder/directory/data|; s|/run/directory/|$folder/directory/|" \
    "$here/openldap/slapd.conf" >"$folder/directory/slapd.conf"
  for file in root.conf tree.ldif certificate.pem key.pem; do
    cp "$folder/secrets/directory-$file" "$folder/directory/"
  done
  own openldap "$folder/directory"
}

start() {
  mkdir -p "$1"
  folder=$(cd "$1" && pwd)
  as postgres test -x "$folder" || fail "the servers run as accounts of their own, which cannot enter $folder"
  first=no
  [ -e "$folder/secrets" ] || { first=yes && make; }
  listens 5442 || as postgres "$postgresql/pg_ctl" -D "$folder/database" -l "$folder/database/database.log" -w start >/dev/null
  if [ $first = yes ]; then
    as postgres "$postgresql/psql" -q -h "$folder/database" -p 5442 -d postgres <"$folder/secrets/database.sql"
  fi
  # All of what runs on writes to files: whoever reads this script's output through a pipe would wait for its end.
  { listens 5682 || broker /usr/lib/rabbitmq/bin/rabbitmq-server; } </dev/null >"$folder/broker.log" 2>&1 &
  {
    listens 1646 || as openldap "$here/openldap/start.sh" "$folder/directory/slapd.conf" "$folder/directory/directory-tree.ldif" "$folder/directory/data" \
      ldaps://127.0.0.1:1646
  } </dev/null >"$folder/directory.log" 2>&1 &
  wait_for 1646
  wait_for 5682
  echo "PostgreSQL, RabbitMQ and OpenLDAP run. People and their passwords: $1/secrets/people"
}

stop() {
  folder=$(cd "$1" && pwd)
  kill "$(cat "$folder/directory/slapd.pid")" || true
  broker /usr/lib/rabbitmq/bin/rabbitmqctl -q stop "$folder/broker/pid" || true
  broker epmd -kill >/dev/null 2>&1 || true
  as postgres "$postgresql/pg_ctl" -D "$folder/database" -m fast -w stop >/dev/null
}

case $1 in
  start) start "$2" ;;
  stop) stop "$2" ;;
  *) fail "write servers.sh start FOLDER, or servers.sh stop FOLDER" ;;
esac
