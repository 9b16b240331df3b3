#!/usr/bin/env bash
# A Postfix of its own on loopback (Debian: postfix), without systemd or containers: takes mail by submission with a password that
# dovecot.sh's Dovecot checks, and delivers mail for any example.org address into that Dovecot. Nothing leaves loopback.
# Everything it has lies under POSTFIX_BASE; nothing in /etc is read or written. Start it as root.
#
# usage: postfix.sh start|stop|status|log
# env:   POSTFIX_BASE SUBMISSION_PORT SUBMISSIONS_PORT   (STARTTLS, implicit TLS)
#        LMTP_PORT SASL_PORT TLS_DIR   where dovecot.sh listens, and its DOVECOT_BASE/tls
set -euo pipefail
base=${POSTFIX_BASE:?a directory}
conf=$base/conf

write_conf() {
  mkdir -p "$conf" "$base/queue" "$base/data"
  chmod 755 "$base" "$conf" "$base/queue" && chown postfix "$base/data"
  cat > "$conf/main.cf" <<C
compatibility_level = 3.6
queue_directory = $base/queue
data_directory = $base/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
multi_instance_name = postfix-postbode-local
maillog_file = $base/mail.log
maillog_file_prefixes = $base
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks =
alias_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:${LMTP_PORT:-10024}
default_transport = error:5.1.2 this server delivers to example.org only
relay_transport = error:5.1.2 this server delivers to example.org only
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
message_size_limit = 26214400
smtpd_tls_cert_file = ${TLS_DIR:?where ca.crt, server.crt and server.key are}/server.crt
smtpd_tls_key_file = $TLS_DIR/server.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${SASL_PORT:-10025}
smtpd_client_connection_rate_limit = 0
smtpd_client_auth_rate_limit = 0
smtpd_error_sleep_time = 0
smtputf8_enable = yes
C
  cat > "$conf/master.cf" <<C
127.0.0.1:${SUBMISSION_PORT:-10587} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
127.0.0.1:${SUBMISSIONS_PORT:-10465} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
C
}

listening() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  [ -x /usr/lib/postfix/sbin/smtpd ] || { echo 'not installed: postfix' >&2; exit 1; }
  write_conf
  postfix -c "$conf" start < /dev/null > "$base/start.log" 2>&1 || { cat "$base/start.log" "$base/mail.log" >&2; exit 1; }
  for _ in $(seq 100); do
    listening "${SUBMISSION_PORT:-10587}" && return 0
    sleep 0.1
  done
  cat "$base/mail.log" >&2 && exit 1
}

case ${1:-} in
  start) start ;;
  stop) postfix -c "$conf" stop < /dev/null > "$base/stop.log" 2>&1 || true ;;
  status) postfix -c "$conf" status ;;
  log) cat "$base/mail.log" ;;
  *) sed -n 2,10p "$0"; exit 2 ;;
esac
