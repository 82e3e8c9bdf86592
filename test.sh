#!/usr/bin/env bash
# Installs what the tests need (Debian packages, when missing) and runs them.
#   ./test.sh           all of the ordinary tests, which should take under 15 minutes on 2 cores
#   ./test.sh client    the browser client's unit tests
#   ./test.sh long      faults, scale, the screenshot matrix, in browsers what people could chat without, and all slices on PostgreSQL
#   ./test.sh NAME      the .NET tests whose full name contains NAME, such as Pki or Browser
# Results and screenshots: test-output/. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")"
part=${1:-all}
out=$PWD/test-output
mkdir -p "$out"
rm -f "$out"/*.trx "$out"/client.json
status=0

# slapd and a Samba domain controller, which the tests of the directory start for themselves, with clocks that are off.
directory_packages=(faketime slapd ldap-utils samba samba-dsdb-modules samba-vfs-modules samba-ad-provision winbind krb5-user python3-samba ldb-tools)

# Servers that the tests of storage and of several hosts start for themselves, in folders of their own.
database_packages=(postgresql haproxy)

say() { printf '\n== %s\n' "$*"; }

missing=()
installing=

# Beside the build, which needs none of them.
begin_installing() {
  local name
  for name in chromium-headless-shell openssl gnutls-bin libnss3-tools fonts-noto-core fonts-noto-color-emoji procps rabbitmq-server "${directory_packages[@]}" "${database_packages[@]}"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    echo "Run as root once, or install them yourself: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  { apt-get update -qq && install_without_services "${missing[@]}"; } >"$out/apt.log" 2>&1 &
  installing=$!
}

end_installing() {
  [ -z "$installing" ] || wait "$installing" && return
  # The whole browser does as well, only slower.
  [ "${missing[*]}" = chromium-headless-shell ] && command -v chromium >/dev/null && return
  tail -20 "$out/apt.log" >&2
  exit 1
}

# Debian starts what it installs; these servers are not to run but in tests. Its own switch against that is policy-rc.d (invoke-rc.d(8)).
install_without_services() {
  local policy=/usr/sbin/policy-rc.d ours=no result
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && ours=yes
  fi
  # PostgreSQL makes a database of its own when it is installed, unless this says otherwise (pg_createcluster(1)).
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  echo "slapd slapd/no_configuration boolean true" | debconf-set-selections
  # winbind recommends a package that would let people of a domain log in to this machine.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Options::=--force-confold "$@" libpam-winbind- libnss-winbind-
  result=$?
  [ "$ours" = yes ] && rm -f "$policy"
  return $result
}

# The build leaves this stamp behind its own npm ci, and runs it again only when the lock file is newer.
client_packages() (
  cd BlazorChat.Web/Client || exit 1
  [ node_modules/.npm-ci.stamp -nt package-lock.json ] || { npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.npm-ci.stamp; }
)

client_tests() (
  say "Client: types and unit tests"
  cd BlazorChat.Web/Client || exit 1
  npm run --silent typecheck && npx vitest run --reporter=default --reporter=json --outputFile.json="$out/client.json"
)

# The compiler leaves the machine half idle, so the client's tests run beside it; beside those of .NET they would make both miss their limits.
build_and_client_tests() {
  dotnet restore BlazorChat.sln -v quiet --nologo &
  local restore=$!
  client_packages && wait "$restore" || { status=1; return 1; }
  client_tests >"$out/client.log" 2>&1 &
  local client=$!
  build
  local built=$?
  wait "$client" || status=1
  cat "$out/client.log"
  return $built
}

build() {
  say "Build"
  dotnet build BlazorChat.sln -v quiet --nologo || { status=1; return 1; }
}

dotnet_tests() {
  end_installing
  say "Tests: $1"
  dotnet test BlazorChat.Tests --no-build --nologo --filter "$1" --logger "trx;LogFileName=${2:-dotnet}.trx" --logger "console;verbosity=minimal" --results-directory "$out" --blame-hang-timeout 8m || status=1
}

# The tests of every slice and of the authority, with their databases on PostgreSQL; some are about SQLite itself.
on_postgresql() {
  BLAZORCHAT_TESTS_DATABASE=PostgreSql \
    dotnet_tests "(FullyQualifiedName~Tests.Features.|FullyQualifiedName~Tests.Authorities.)&Category!=Long&Database!=Sqlite" postgresql
}

# Adds up what the two runners wrote. A run that left no result counts as one failure.
count() {
  node -e '
    const fs = require("fs"), path = require("path"), out = process.argv[1];
    let passed = 0, failed = 0, seen = 0;
    const names = [];
    const note = (name, why = "") => names.push(`${name}: ${why.trim().split("\n").slice(0, 3).join(" | ").slice(0, 400)}`);
    for (const file of fs.readdirSync(out).filter(name => name.endsWith(".trx"))) {
      const trx = fs.readFileSync(path.join(out, file), "utf8");
      const counters = /<Counters [^>]*>/.exec(trx)?.[0] ?? "";
      for (const [, result, rest] of trx.matchAll(/(<UnitTestResult [^>]*[^/]>)([^]*?)<\/UnitTestResult>/g))
        if (result.includes(`outcome="Failed"`)) note(/testName="([^"]*)"/.exec(result)?.[1], /<Message>([^]*?)<\/Message>/.exec(rest)?.[1]);
      const number = name => Number(new RegExp(`${name}="(\\d+)"`).exec(counters)?.[1] ?? 0);
      passed += number("passed"); failed += number("total") - number("passed") - number("notExecuted"); seen++;
    }
    if (fs.existsSync(path.join(out, "client.json"))) {
      const result = JSON.parse(fs.readFileSync(path.join(out, "client.json"), "utf8"));
      passed += result.numPassedTests; failed += result.numFailedTests; seen++;
      for (const { assertionResults } of result.testResults) for (const { status, fullName, failureMessages } of assertionResults) if (status === "failed") note(fullName, failureMessages?.[0]);
    }
    if (process.argv[2] !== "0" && failed === 0) failed = 1;
    if (seen === 0 || passed + failed === 0) failed = Math.max(failed, 1);
    for (const name of names) console.log(`failed: ${name}`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed === 0 ? 0 : 1);
  ' "$out" "$status"
}

[ "$part" = client ] || begin_installing
case $part in
  all) build_and_client_tests && dotnet_tests "Category!=Long" ;;
  client) client_packages && client_tests || status=1 ;;
  long) build && { dotnet_tests "Category=Long"; on_postgresql; } ;;
  *) build && dotnet_tests "FullyQualifiedName~$part&Category!=Long" ;;
esac
[ -z "$installing" ] || wait "$installing"
echo
count
