#!/bin/sh
# Checks a saved conversation with OpenSSL and the ordinary tools of a Unix system, without a network:
#
#   sh verify.sh [SHA-256 fingerprint of the root certificate]
#
# - every file is the one that SHA256SUMS names (damage; whoever changes a file on purpose can change its sum too);
# - every message, and every entry of membership.json, is signed (JWS PS256, RFC 7515, RFC 7518 3.5) by the key that its header names, and the
#   readable text beside the signature is the text that was signed;
# - that key's certificate was issued by the authority in authority/, for signing, to the user and device that the message is said to be from,
#   was valid at the time of the message, and was not revoked by then;
# - what a device sent here, it numbered and chained: nothing is missing in between, repeated or moved.
#
# What it cannot show is in README.txt. Take this script from a place you trust, not from whoever gave you the archive.
# The last line says the result. Exit status: 0 everything is right, 1 something is not, 2 it could not be checked.
LC_ALL=C
export LC_ALL
unset OPENSSL_CONF
umask 077

stop() { printf '%s\n' "$1" >&2; exit 2; }
case $(openssl version 2>/dev/null) in
  'OpenSSL 1.1.1'* | 'OpenSSL '[3-9]*) ;;
  '') stop 'OpenSSL is not installed. Install it (package "openssl") and run this again.' ;;
  *) stop "This needs OpenSSL 1.1.1 or newer, and finds $(openssl version). Put OpenSSL first on the PATH and run this again." ;;
esac
wanted=${1:-}
cd "$(dirname "$0")" || stop 'The folder of this script cannot be entered.'
for file in SHA256SUMS conversation.json membership.json authority/roots.pem authority/issuing.pem authority/lists.pem; do
  [ -r "$file" ] || stop "$file is missing here. Unpack the whole archive and run verify.sh in its folder."
done
tmp=$(mktemp -d) || stop 'No temporary folder can be made.'
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

faults=0
fault() { faults=$((faults + 1)); printf 'WRONG  %s\n' "$*"; }
note() { printf 'note   %s\n' "$*"; }

# base64url (RFC 7515 2) of SHA-256 of a file.
hash() { openssl dgst -sha256 -binary "$1" | openssl base64 -A | sed 's/+/-/g; s|/|_|g; s/=//'; }
# "Nov 23 12:00:00 2026 GMT" to Unix seconds.
seconds() {
  printf '%s\n' "$1" | awk '{
    split($3, t, ":"); m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $1) + 2) / 3; y = $4; d = $2
    if (m <= 2) { y--; m += 12 }
    days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 1 - 719468
    printf "%.0f\n", days * 86400 + t[1] * 3600 + t[2] * 60 + t[3]
  }'
}
field_of() { openssl x509 -in "$1" -noout "$2" 2>/dev/null | sed 's/^[^=]*=//'; }

echo 'Files'
set --
while read -r sum name; do
  case $name in
    '' | /* | *..* | *[!A-Za-z0-9/._-]*) fault 'SHA256SUMS: a line that names no file of this archive' ;;
    *) if [ -r "$name" ]; then set -- "$@" "./$name"; else fault "$name: is missing"; fi ;;
  esac
done < SHA256SUMS
openssl dgst -sha256 -r "$@" 2>/dev/null | sed 's| [*]\./|  |' > "$tmp/sums"
while read -r sum name; do
  grep -qx "$sum  $name" SHA256SUMS || fault "$name: is not the file that was saved (SHA256SUMS)"
done < "$tmp/sums"
for name in conversation.json membership.json messages-*.json certificates/* authority/*; do
  [ -e "$name" ] || continue
  grep -q "  $name\$" SHA256SUMS || fault "$name: is not in SHA256SUMS"
done

echo 'Authority'
# One file a certificate and a list, since OpenSSL reads the first of a file only.
split_pem() { # file, label, prefix
  awk -v label="$2" -v prefix="$3" '
    $0 == "-----BEGIN " label "-----" { n++; inside = 1 }
    inside { print > (prefix n ".pem") }
    $0 == "-----END " label "-----" { inside = 0; close(prefix n ".pem") }' "$1"
}
split_pem authority/roots.pem CERTIFICATE "$tmp/root"
split_pem authority/issuing.pem CERTIFICATE "$tmp/issuer"
split_pem authority/lists.pem 'X509 CRL' "$tmp/list"
expected=$(printf '%s' "$wanted" | tr -d ': ' | tr 'abcdef' 'ABCDEF')
matched=no
for root in "$tmp"/root*.pem; do
  [ -e "$root" ] || { fault 'authority/roots.pem: has no certificate'; break; }
  print=$(openssl x509 -in "$root" -noout -fingerprint -sha256 2>/dev/null | sed 's/^[^=]*=//')
  [ -n "$print" ] || { fault 'authority/roots.pem: a certificate cannot be read'; continue; }
  openssl verify -no_check_time -check_ss_sig -CAfile "$root" "$root" >/dev/null 2>&1 || fault "authority/roots.pem: the root $print is not signed by itself"
  printf '       root  %s\n' "$(field_of "$root" -subject)"
  printf '             SHA-256 %s\n' "$print"
  [ "$(printf '%s' "$print" | tr -d ':')" = "$expected" ] && matched=yes
done
if [ -z "$expected" ]; then note 'Anybody can make a root: compare this fingerprint with one that the organisation gives you (its page /pki shows it).'
elif [ "$matched" = no ]; then fault "authority/roots.pem: no root has the fingerprint $wanted"
fi
for issuer in "$tmp"/issuer*.pem; do
  [ -e "$issuer" ] || { fault 'authority/issuing.pem: has no certificate'; break; }
  openssl verify -no_check_time -CAfile authority/roots.pem "$issuer" >/dev/null 2>&1 ||
    fault "authority/issuing.pem: a certificate cannot be read, or no root signed it ($(field_of "$issuer" -subject))"
done
# Who revoked what when: "issuer TAB serial TAB seconds".
: > "$tmp/revoked"
whole=
for list in "$tmp"/list*.pem; do
  [ -e "$list" ] || { fault 'authority/lists.pem: has no revocation list'; break; }
  openssl crl -in "$list" -noout -text > "$tmp/list.txt" 2>/dev/null || { fault 'authority/lists.pem: a list cannot be read'; continue; }
  by=$(openssl crl -in "$list" -noout -issuer | sed 's/^[^=]*=//')
  cat authority/roots.pem authority/issuing.pem > "$tmp/cas.pem"
  openssl crl -in "$list" -noout -CAfile "$tmp/cas.pem" 2>&1 | grep -q 'verify OK' || { fault "authority/lists.pem: the list of $by is not signed by it"; continue; }
  printf '       list  %s, of %s\n' "$by" "$(openssl crl -in "$list" -noout -lastupdate | sed 's/^[^=]*=//')"
  for root in "$tmp"/root*.pem; do [ "$(field_of "$root" -subject)" = "$by" ] && whole=-crl_check_all; done
  awk '/^ *Serial Number:/ { serial = $NF } /^ *Revocation Date:/ { sub(/^ *Revocation Date: */, ""); print serial "\t" $0 }' "$tmp/list.txt" |
    while read -r serial when; do printf '%s\t%s\t%s\n' "$by" "$serial" "$(seconds "$when")"; done >> "$tmp/revoked"
done
revoked_since() { # issuer, serial
  awk -F '\t' -v by="$1" -v serial="$2" '$1 == by && $2 == serial { print $3; exit }' "$tmp/revoked"
}

# Takes a file of entries apart, a row for each: kind ("=" signed, "?" what could not be verified, "!" a line that is not as it should be), place,
# time, user, device, kid, n, prev, conv, room (hashes in hexadecimal), "same" or "differs" (the readable text and the signed one), "head" or
# "nohead", "sig" or "nosig". Leaves what was signed in in/, the whole in jws/, and the signatures, 384 bytes each, in base64 in sig64.
mkdir "$tmp/in" "$tmp/jws" "$tmp/sig" "$tmp/keys"
take_apart() { # file, typ
  rm -rf "$tmp/in" "$tmp/jws" "$tmp/sig"
  mkdir "$tmp/in" "$tmp/jws" "$tmp/sig"
  : > "$tmp/sig64"
  awk -v typ="$2" -v tmp="$tmp" '
    BEGIN {
      alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      for (i = 0; i < 64; i++) bits[substr(alphabet, i + 1, 1)] = i
      for (i = 1; i < 256; i++) byte[i] = sprintf("%c", i)
      # What turns text round or ends lines in an editor is written as an escape in these files, although JSON need not.
      split("216.156.061c 226.128.142.200e 226.128.143.200f 226.128.168.2028 226.128.169.2029 226.128.170.202a 226.128.171.202b " \
        "226.128.172.202c 226.128.173.202d 226.128.174.202e 226.129.166.2066 226.129.167.2067 226.129.168.2068 226.129.169.2069", listed, " ")
      for (i in listed) { m = split(listed[i], p, "."); raw = ""; for (j = 1; j < m; j++) raw = raw byte[p[j] + 0]; escape[raw] = "\\u" p[m] }
    }
    function four(s, i) { return ((bits[substr(s, i, 1)] * 64 + bits[substr(s, i + 1, 1)]) * 64 + bits[substr(s, i + 2, 1)]) * 64 + bits[substr(s, i + 3, 1)] }
    function three(b) { return byte[int(b / 65536)] byte[int(b / 256) % 256] byte[b % 256] }
    # base64url of text (RFC 4648 5, without padding; no NUL is ever in it).
    function decode(s,   i, n, out, part) {
      n = length(s)
      for (i = 1; i + 3 <= n; i += 4) {
        part = part three(four(s, i))
        if (length(part) > 600) { out = out part; part = "" }
      }
      if (n % 4 == 3) part = part substr(three(four(s "A", i)), 1, 2)
      if (n % 4 == 2) part = part byte[int(four(s "AA", i) / 65536)]
      return out part
    }
    function escaped(s,   raw, at, out) {
      if (!index(s, byte[226]) && !index(s, byte[216])) return s
      for (raw in escape) {
        out = ""
        while ((at = index(s, raw)) > 0) { out = out substr(s, 1, at - 1) escape[raw]; s = substr(s, at + length(raw)) }
        s = out s
      }
      return s
    }
    function hex(s,   i, left, held, digit, out) {
      if (length(s) != 43) return s == "null" ? s : "-"
      for (i = 1; i <= 43; i++) {
        held = held * 64 + bits[substr(s, i, 1)]; left += 6
        while (left >= 4) { left -= 4; digit = int(held / 2 ^ left); held -= digit * 2 ^ left; out = out substr("0123456789abcdef", digit + 1, 1) }
      }
      return substr(out, 1, 64)
    }
    # A member of a signed payload, which is canonical JSON: nothing before "body" has a quotation mark in it.
    function member(s, name,   at) {
      at = index(s, "\"" name "\":")
      if (!at) return "-"
      s = substr(s, at + length(name) + 3, 60)
      if (match(s, /^"[A-Za-z0-9_-]+"/)) return substr(s, 2, RLENGTH - 2)
      return match(s, /^[a-z0-9]+/) ? substr(s, 1, RLENGTH) : "-"
    }
    function name_of(row) { return sprintf("%06d", row) }
    function file_of(folder, content,   file) { file = tmp "/" folder "/" name_of(NR); printf "%s", content > file; close(file) }
    function row(line,   q, seq, at, head, rest, jws, p, header, kid, text, i, signed) {
      sub(/,$/, "", line)
      split(line, q, "\"")
      seq = q[3]; gsub(/[:,]/, "", seq); at = q[5]; gsub(/[:,]/, "", at)
      head = "{\"seq\":" seq ",\"at\":" at ",\"user\":\"" q[8] "\",\"device\":\"" q[12] "\","
      if (length(seq) > 15 || length(at) > 15 || seq at !~ /^[0-9]+$/ || q[8] q[12] !~ /^[0-9a-f-]+$/ || substr(line, 1, length(head)) != head) return "! " NR
      rest = substr(line, length(head) + 1)
      if (rest ~ /^"refused":"[a-z-]+"[}]$/) { split(rest, p, "\""); return "? " seq " " at " " q[8] " " q[12] " " p[4] }
      if (substr(rest, 1, 9) != "\"signed\":" || !match(rest, /,"jws":"[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+"[}]$/)) return "! " NR
      jws = substr(rest, RSTART + 8, RLENGTH - 10)
      text = substr(rest, 10, RSTART - 10)
      split(jws, p, ".")
      if (!(p[1] in headers)) headers[p[1]] = decode(p[1])
      header = headers[p[1]]
      kid = substr(header, length(header) - 44, 43)
      if (header != "{\"alg\":\"PS256\",\"typ\":\"" typ "\",\"kid\":\"" kid "\"}" || kid !~ /^[A-Za-z0-9_-]+$/) kid = "-"
      file_of("in", p[1] "." p[2])
      file_of("jws", jws)
      if (length(p[3]) == 512) {
        gsub(/-/, "+", p[3]); gsub(/_/, "/", p[3])
        for (i = 1; i < 512; i += 64) print substr(p[3], i, 64) > (tmp "/sig64")
      }
      signed = decode(p[2])
      return "= " seq " " at " " q[8] " " q[12] " " kid " " member(signed, "n") " " hex(member(signed, "prev")) " " hex(member(signed, "conv")) " " \
        hex(member(signed, "room")) " " (escaped(signed) == text ? "same" : "differs") " " (length(p[3]) == 512 ? "sig" : "nosig") " " name_of(NR)
    }
    ended { print "! " NR; next }
    NR == 1 { if ($0 != "[") print "! 1"; next }
    $0 == "]" { ended = 1; next }
    { print row($0) }
    END { if (!ended) print "! " NR + 1 }' "$1" > "$tmp/table"
  # 384 bytes are 512 characters without padding, so the signatures can be decoded together and cut apart.
  openssl base64 -d -in "$tmp/sig64" | (cd "$tmp/sig" && split -a 4 -b 384 -)
  (cd "$tmp/jws" && for part in *; do [ -e "$part" ] && printf '%s\n' "$part"; done | xargs openssl dgst -sha256 -r 2>/dev/null | tr -d '*') > "$tmp/hashes"
}

# Since when (Unix seconds) a certificate, or the CA that issued it, is on the lists; empty: never.
ended_at() { # certificate
  by=$(field_of "$1" -issuer)
  {
    revoked_since "$by" "$(field_of "$1" -serial)"
    for ca in "$tmp"/issuer*.pem; do
      [ "$(field_of "$ca" -subject)" != "$by" ] || revoked_since "$(field_of "$ca" -issuer)" "$(field_of "$ca" -serial)"
    done
  } | sort -n | head -n 1
}

# Public keys by kid, with what each of its certificates says; what is wrong with one is told once.
learn() { # kid: leaves keys/KID.certs, a line "from until revoked-since owner file" for each that is right, and keys/KID.pem if one is
  kid=$1
  : > "$tmp/keys/$kid.certs"
  for cert in "certificates/$kid".*.pem; do
    [ -r "$cert" ] || { fault "certificates/$kid.1.pem: is missing"; break; }
    if ! openssl x509 -in "$cert" -noout -pubkey > "$tmp/pub" 2>/dev/null; then fault "$cert: cannot be read"; continue; fi
    openssl x509 -in "$cert" -noout -text > "$tmp/text" 2>/dev/null
    # RFC 7638: kid is the hash of the key. An RSA key of 3072 bits with the exponent 65537 ends so in DER.
    openssl pkey -pubin -in "$tmp/pub" -outform DER > "$tmp/der" 2>/dev/null
    modulus=$(tail -c 389 "$tmp/der" | dd bs=1 count=384 2>/dev/null | openssl base64 -A | tr '+/' '-_')
    printf '{"e":"AQAB","kty":"RSA","n":"%s"}' "$modulus" > "$tmp/jwk"
    if [ "$(hash "$tmp/jwk")" != "$kid" ]; then fault "$cert: is of another key"; continue; fi
    use=$(awk '/X509v3 Key Usage/ { getline; sub(/^ */, ""); print }' "$tmp/text")
    # The authority's certificates for TLS and OCSP say their purpose so; a device's has none.
    if [ "$use" != 'Digital Signature' ] || grep -q 'X509v3 Extended Key Usage' "$tmp/text"; then fault "$cert: is not for signing messages"; continue; fi
    uri=$(awk '/X509v3 Subject Alternative Name/ { getline; sub(/^ */, ""); print }' "$tmp/text")
    # -no_check_time: the time is checked below, against that of the messages.
    error=$(openssl verify -no_check_time -CAfile authority/roots.pem -untrusted authority/issuing.pem "$cert" 2>&1) ||
      { fault "$cert: $(printf '%s' "$error" | sed -n 's/^error [0-9]* at //p' | head -n 1)"; continue; }
    since=
    error=$(openssl verify -no_check_time ${whole:--crl_check} -CRLfile authority/lists.pem -CAfile authority/roots.pem -untrusted authority/issuing.pem "$cert" 2>&1) || {
      since=$(ended_at "$cert")
      case $error in
        *'certificate revoked'*) ;;
        *) fault "$cert: whether it was revoked cannot be told: $(printf '%s' "$error" | sed -n 's/^error [0-9]* at //p' | head -n 1)"; continue ;;
      esac
      [ -n "$since" ] || { fault "$cert: was revoked, and no list says when"; continue; }
      note "$cert: revoked at $since (Unix seconds); what was sent before counts"
    }
    printf '%s %s %s %s %s\n' "$(seconds "$(field_of "$cert" -startdate)")" "$(seconds "$(field_of "$cert" -enddate)")" "${since:--}" "${uri#URI:}" "$cert" >> "$tmp/keys/$kid.certs"
    cp "$tmp/pub" "$tmp/keys/$kid.pem"
  done
}

# Checks the signatures of a file, and adds to rows: file, word, row as above, hash, and what openssl says.
signatures() { # file, typ, word
  take_apart "$1" "$2"
  set -- "$1" "$3" "$tmp"/sig/*
  of=$1 word=$2
  shift 2
  # The hashes stand in the order of the rows that have one.
  awk 'NR == FNR { hash[$2] = $1; next } { print $0, ($1 == "=" ? hash[$NF] : "") }' "$tmp/hashes" "$tmp/table" |
    while read -r kind seq at user device kid n prev conv room text sig row hash; do
      if [ "$kind" != '=' ]; then printf '%s %s %s %s %s %s %s %s\n' "$of" "$word" "$kind" "$seq" "$at" "$user" "$device" "$kid"; continue; fi
      says=wrong
      signature=${1:-}
      [ "$sig" = nosig ] || shift
      if [ "$kid" = - ]; then says=header
      else
        [ -e "$tmp/keys/$kid.certs" ] || learn "$kid" >> "$tmp/learned"
        if [ ! -e "$tmp/keys/$kid.pem" ]; then says=nokey
        elif [ "$sig" = sig ] && openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -verify "$tmp/keys/$kid.pem" \
          -signature "$signature" "$tmp/in/$row" >/dev/null 2>&1; then says=right
        fi
      fi
      printf '%s %s = %s %s %s %s %s %s %s %s %s %s %s %s\n' "$of" "$word" "$seq" "$at" "$user" "$device" "$kid" "$n" "$prev" "$conv" "$room" "$text" "$hash" "$says"
    done >> "$tmp/rows"
}

echo 'Signatures'
: > "$tmp/rows"
: > "$tmp/learned"
signatures membership.json chat-room+jws entry
for file in messages-*.json; do
  [ -e "$file" ] || { note 'there are no messages'; break; }
  signatures "$file" chat-msg+jws message
  printf '       %s\n' "$file"
done

# What the rows say together: certificates as of each message, the membership, order, numbers, predecessors.
# From the beginning of the conversation on, every device begins with 1 and no predecessor.
whole_log=0
! grep -q '^  "from": null,' conversation.json || whole_log=1
cat "$tmp"/keys/*.certs 2>/dev/null > "$tmp/certs"
# Clocks differ: ten minutes, as the protocol has it.
awk -v certs="$tmp/certs" -v times="$tmp/times" -v whole="$whole_log" -v tolerance=600 '
  function fault(why) { print "WRONG  " what ": " why }
  # The certificate by which it was signed then; it is checked by openssl verify -attime at the end.
  function certified(kid, user, device, at,   i, why, part, when) {
    for (i = 1; i <= count[kid]; i++) {
      split(cert[kid, i], part, " ")
      if (part[4] != "urn:blazorchat:user:" user ":device:" device) why = "the certificate " part[5] " is of " part[4]
      else if (part[3] != "-" && part[3] <= at - tolerance) why = "the certificate " part[5] " was revoked before it was sent"
      else if (at < part[1] - tolerance || at > part[2] + tolerance) { if (!why) why = "the certificate " part[5] " was not valid when it was sent" }
      else { when = at < part[1] ? part[1] : at > part[2] ? part[2] : at; printf "%s %.0f\n", part[5], when > times; return "" }
    }
    return why
  }
  BEGIN {
    while ((getline line < certs) > 0) { split(line, part, " "); kid = part[5]; sub(/^certificates\//, "", kid); sub(/[.][0-9]+[.]pem$/, "", kid); cert[kid, ++count[kid]] = line }
    printf "" > times
    previous = "null"; number = 0
  }
  {
    what = $1 ", " $2 " " $4
    message = $2 == "message"
    if ($3 == "!") { print "WRONG  " $1 ", line " $4 ": is not as it should be"; next }
    if (message) {
      # Entries of membership.json have places among the messages.
      if (before != "") {
        if ($4 + 0 <= before) fault("stands after message " before)
        between = 0
        if ($4 - before > 1) for (place in rooms) if (place + 0 > before && place + 0 < $4 + 0) between++
        if ($4 - before - 1 > between) fault("before it, " $4 - before - 1 - between " are missing")
      }
      before = $4 + 0
    }
    if ($3 == "?") {
      if (message) print "note   " what ": whoever saved this could not open or verify it, so it is not in here (" $8 ")"
      else fault("is not signed")
      unread[$7]++; refused++
      next
    }
    if (message) checked++
    right = 0
    if ($15 == "header") fault("the header of its signature is not as it should be")
    else if ($15 == "nokey") fault("cannot be checked, since certificates/" $8 ".1.pem is missing or wrong")
    else if ($15 == "wrong") fault("the signature is not of the key in certificates/" $8 ".1.pem over this text")
    else if ($13 != "same") fault("what is written beside the signature is not what was signed")
    else right = 1
    if (right && (why = certified($8, $6, $7, int($5 / 1000))) != "") fault(why)
  }
  !message {
    if (right) {
      if ($9 != number) fault("is number " $9 " where number " number " should be")
      if ($10 != previous) fault("does not follow the entry before it")
      if ($11 != (conv == "" ? "null" : conv)) fault("is of another conversation")
    }
    if (conv == "") conv = $14
    previous = $14; number++; rooms[$4] = 1; head[$14] = 1
    next
  }
  !right { unread[$7]++; next }
  {
    if ($11 != conv) fault("was written in another conversation")
    if (!($12 in head)) fault("names a membership that is not in membership.json")
    known = $8 in last
    if (known || whole) {
      n = known ? last[$8] : 0
      # What could not be read fills a gap.
      missing = $9 - n - 1 - unread[$7]
      if ($9 + 0 <= n) fault("is a repeat, or was moved")
      else if (missing > 0) fault("before it, messages of the same device are missing (" missing ")")
      else if ($9 == n + 1 && $10 != (known ? hash[$8] : "null")) fault("does not follow the one that the same device sent before")
    }
    else if ($9 == 1 && $10 != "null") fault("is the first of its device and follows another")
    last[$8] = $9 + 0; hash[$8] = $14; unread[$7] = 0
  }
  END {
    if (conv == "") print "WRONG  membership.json: the conversation has no beginning, so nothing says which one it is"
    print "= " checked + 0 " " refused + 0 " " conv
  }' "$tmp/rows" > "$tmp/said"
cat "$tmp/learned"
sed '$d' "$tmp/said"
faults=$((faults + $(cat "$tmp/learned" "$tmp/said" | grep -c '^WRONG')))
read -r _ checked refused conv <<END
$(sed -n '$p' "$tmp/said")
END
conv_hex=$(sed -n 's/^  "conv": "\([A-Za-z0-9_-]*\)",$/\1/p' conversation.json | awk '{ gsub(/-/, "+"); gsub(/_/, "/"); print $0 "=" }' | openssl base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
[ "$conv_hex" = "$conv" ] || fault 'conversation.json: names another conversation'

echo 'Certificates, as of the first and the last thing that each signed'
sort -k 1,1 -k 2,2n "$tmp/times" | awk '$1 != name { if (name) print name, last; name = $1; print name, $2 } { last = $2 } END { if (name) print name, last }' > "$tmp/ends"
while read -r cert at; do
  error=$(openssl verify -attime "$at" -CAfile authority/roots.pem -untrusted authority/issuing.pem "$cert" 2>&1) ||
    fault "$cert: was not valid at $at (Unix seconds): $(printf '%s' "$error" | sed -n 's/^error [0-9]* at //p' | head -n 1)"
done < "$tmp/ends"
for key in "$tmp"/keys/*.certs; do
  [ -s "$key" ] || continue
  while read -r _ _ _ uri cert; do printf '       %s\n       is %s (%s)\n' "$uri" "$(field_of "$cert" -subject)" "$cert"; done < "$key"
done

echo
if [ "$faults" -ne 0 ]; then
  printf 'NOT VERIFIED: %s faults, each named above.\n' "$faults"
  exit 1
fi
printf 'VERIFIED: %s messages; %s more could not be opened by who saved this.\n' "$checked" "$refused"
