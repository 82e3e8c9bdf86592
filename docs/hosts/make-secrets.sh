#!/bin/sh
# Makes every secret of several hosts, once, each in a file of its own: make-secrets.sh [--containers] FOLDER [NAME]
#   NAME          under which browsers reach the chat (localhost)
#   --containers  for compose.yaml; run it as root: each file goes to the account that reads it in its container. Without: all are yours.
# DATABASE and DIRECTORY, as HOST:PORT and HOST, say where hosts find these servers, if not on this machine.
set -eu
umask 077

fail() {
  echo "make-secrets.sh: $*" >&2
  exit 1
}

containers=no
[ "${1:-}" = --containers ] && containers=yes && shift
[ $# -ge 1 ] && [ $# -le 2 ] || fail "write make-secrets.sh [--containers] FOLDER [NAME]"
folder=$1 name=${2:-localhost}
# The accounts in the containers: of BlazorChat.Web/Dockerfile, of the images in compose.yaml, of docs/hosts/openldap/Dockerfile.
web=1654 database=999 broker=999 proxy=99 directory=1389

case $name in *[!A-Za-z0-9.-]* | "") fail "$name is no DNS name." ;; esac
command -v openssl >/dev/null || fail "openssl is missing."
[ "$containers" = no ] || [ "$(id -u)" = 0 ] || fail "with --containers run it as root: files of other accounts are to be made."
[ ! -e "$folder" ] || [ -z "$(ls -A "$folder")" ] || fail "$folder is not empty. What is there may be in use, and nothing is overwritten."

if [ "$containers" = yes ]; then
  : "${DATABASE:=database:5432}" "${DIRECTORY:=directory}"
else
  : "${DATABASE:=127.0.0.1:5432}" "${DIRECTORY:=localhost}"
fi

mkdir -p "$folder"
work=$folder/.unfinished
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# 192 random bits; nothing in it that a connection string, LDIF or JSON would read otherwise. No line break: ldapsearch -y takes a file as it is.
password() { openssl rand -base64 24 | tr '+/' '-_' | tr -d '\n'; }

put() { cat >"$work/$1"; }

# Salt and password, as the two servers store them. They are random: a slow hash would add nothing.
ssha() {
  openssl rand 8 >"$work/salt"
  { cat "$work/$1" "$work/salt" | openssl dgst -sha1 -binary; cat "$work/salt"; } | openssl base64 -A | sed 's/^/{SSHA}/'
}

broker_hash() {
  openssl rand 4 >"$work/salt"
  { cat "$work/salt"; cat "$work/salt" "$work/$1" | openssl dgst -sha256 -binary; } | openssl base64 -A
}

# OpenSSL's own configuration is left out: it says different things on different machines.
request() { printf '[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nCN=%s\n' "$1"; }
server() {
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$1"
}

# certificate NAMES: a certificate by a CA that nobody has the key of afterwards, of a key of its own.
certificate() {
  request "BlazorChat directory CA" >"$work/ca.conf"
  printf '[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n' >>"$work/ca.conf"
  server "$1" >"$work/leaf.conf"
  openssl req -x509 -config "$work/ca.conf" -extensions ca -newkey rsa:3072 -nodes -days 3650 \
    -keyout "$work/ca.key" -out "$work/directory-ca.pem" 2>/dev/null
  openssl req -new -config "$work/ca.conf" -subj "/CN=directory" -newkey rsa:3072 -nodes \
    -keyout "$work/directory-key.pem" -out "$work/leaf.csr" 2>/dev/null
  openssl x509 -req -in "$work/leaf.csr" -CA "$work/directory-ca.pem" -CAkey "$work/ca.key" -set_serial "0x$(openssl rand -hex 16 | sed 's/^./1/')" \
    -days 3650 -extfile "$work/leaf.conf" -out "$work/directory-certificate.pem" 2>/dev/null
  rm "$work/ca.key" "$work/ca.conf" "$work/leaf.conf" "$work/leaf.csr"
}

# self_signed NAMES: for a trial; browsers warn. One file, as HAProxy wants it.
self_signed() {
  { request "$name" && echo "[leaf]" && server "$1"; } >"$work/proxy.conf"
  openssl req -x509 -config "$work/proxy.conf" -extensions leaf -newkey rsa:3072 -nodes -days 365 \
    -keyout "$work/proxy.key" -out "$work/proxy.crt" 2>/dev/null
  cat "$work/proxy.crt" "$work/proxy.key" >"$work/proxy.pem"
  rm "$work/proxy.key" "$work/proxy.conf"
}

password | put hosts-secret
password | put authority-passphrase
password | put database-admin-password
secret=$(password)
put database-connection <<END
Host=${DATABASE%:*};Port=${DATABASE##*:};Database=blazorchat;Username=blazorchat;Password=$secret
END
put database.sql <<END
\\set ON_ERROR_STOP on
CREATE ROLE blazorchat LOGIN PASSWORD '$secret';
CREATE DATABASE blazorchat OWNER blazorchat ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE blazorchat FROM PUBLIC;
END
password | put broker-password
password | put broker-admin-password
password | put directory-password
password | put directory-admin-password

rights='^(blazorchat\\.relay\\.v1|amq\\.gen-.*)$'
put broker-definitions.json <<END
{
  "vhosts": [{ "name": "/" }],
  "users": [
    { "name": "blazorchat", "password_hash": "$(broker_hash broker-password)", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "" },
    { "name": "admin", "password_hash": "$(broker_hash broker-admin-password)", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "administrator" }
  ],
  "permissions": [
    { "user": "blazorchat", "vhost": "/", "configure": "$rights", "write": "$rights", "read": "$rights" },
    { "user": "admin", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }
  ]
}
END

# The people of docs/hosts/openldap/tree.ldif.
cp "$(dirname "$0")/openldap/tree.ldif" "$work/directory-tree.ldif"
hash=$(ssha directory-password)
cat >>"$work/directory-tree.ldif" <<END

dn: cn=chat,ou=services,dc=example,dc=org
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: chat
userPassword: $hash
END
for person in ann ben cleo; do
  password >"$work/person"
  printf '%s %s\n' "$person" "$(cat "$work/person")" >>"$work/people"
  hash=$(ssha person)
  sed "s|^userPassword: $person\$|userPassword: $hash|" "$work/directory-tree.ldif" >"$work/tree" && mv "$work/tree" "$work/directory-tree.ldif"
done
printf 'rootpw %s\n' "$(ssha directory-admin-password)" | put directory-root.conf
certificate "DNS:$DIRECTORY,DNS:localhost,IP:127.0.0.1"
case $name in
  *[!0-9.]*) self_signed "DNS:$name" ;;
  *) self_signed "IP:$name" ;;
esac
rm -f "$work/salt" "$work/person"
for file in "$work"/*; do
  [ -s "$file" ] || fail "$file is empty: openssl failed."
done

if [ "$containers" = yes ]; then
  give() {
    owner=$1 && shift
    for file; do chown "$owner:$owner" "$work/$file"; done
  }
  give "$web" hosts-secret authority-passphrase database-connection broker-password directory-password directory-ca.pem
  give "$database" database.sql database-admin-password
  give "$broker" broker-definitions.json
  give "$proxy" proxy.pem
  give "$directory" directory-tree.ldif directory-root.conf directory-certificate.pem directory-key.pem
  # Whoever starts the containers must find the files, not read them.
  chmod 711 "$folder"
fi

mv "$work"/* "$folder/"
echo "The secrets are in $folder. Keep a copy of hosts-secret and authority-passphrase elsewhere."
echo "People who can sign in, with their first passwords: $folder/people"
