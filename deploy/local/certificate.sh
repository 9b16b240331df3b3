#!/usr/bin/env bash
# A certificate authority and one server certificate for localhost and 127.0.0.1, both good for 30 days.
# usage: certificate.sh DIRECTORY    -> DIRECTORY/{ca.crt,server.crt,server.key}; kept when they are there already
set -euo pipefail
mkdir -p "${1:?a directory}" && cd "$1"
[ -s server.crt ] && exit 0
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
printf '%s\n' 'basicConstraints=CA:FALSE' 'keyUsage=digitalSignature' 'extendedKeyUsage=serverAuth' \
  'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' > server.ext
{
  openssl req -x509 "${key[@]}" -days 30 -subj '/CN=Postbode local mail servers' -keyout ca.key -out ca.crt \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
  openssl req "${key[@]}" -subj '/CN=localhost' -keyout server.key -out server.csr
  openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.crt
} > openssl.log 2>&1 || { cat openssl.log >&2; exit 1; }
chmod 600 ca.key server.key
