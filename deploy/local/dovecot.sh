#!/usr/bin/env bash
# A Dovecot of its own on loopback (Debian: dovecot-imapd dovecot-pop3d dovecot-lmtpd), without systemd or containers.
# Everything it has lies under DOVECOT_BASE; nothing in /etc is read or written. Start it as root.
#
# usage: dovecot.sh start|stop|kill|status|doveadm ARGUMENTS...
#   stop   ends it and closes every client's connection;  kill  the same without a word to anybody (SIGKILL)
# env:   DOVECOT_BASE            a directory, short (socket paths end at 108 characters) and readable by all
#        IMAP_PORT IMAPS_PORT POP3_PORT POP3S_PORT LMTP_PORT SASL_PORT
# users: DOVECOT_BASE/users, a line each: anna@example.org:{PLAIN}password::::::   (read again whenever it changes)
# mail:  DOVECOT_BASE/mail/DOMAIN/LOCALPART/Maildir, owned by user mail
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=${DOVECOT_BASE:?a directory}
conf=$base/dovecot.conf

write_conf() {
  mkdir -p "$base/mail" && chmod 755 "$base" && chown mail:mail "$base/mail"
  touch "$base/users"
  "$here/certificate.sh" "$base/tls"
  cat > "$conf" <<C
base_dir = $base/run
state_dir = $base/run
instance_name = postbode-local
listen = 127.0.0.1
protocols = imap pop3 lmtp
log_path = $base/dovecot.log
shutdown_clients = yes

ssl = yes
ssl_cert = <$base/tls/server.crt
ssl_key = <$base/tls/server.key
# The password may go in the clear: what the client does about that is what is tested.
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $base/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$base/mail/%d/%n allow_all_users=yes
}

first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
# Kept as sent, so that a file's bytes are the message's bytes.
mail_save_crlf = yes
mail_fsync = never
mail_max_userip_connections = 1000
pop3_uidl_format = %08Xu%08Xv
pop3_lock_session = yes
imap_hibernate_timeout = 0
namespace inbox {
  inbox = yes
  separator = /
}

default_client_limit = 4000
default_process_limit = 400
service anvil {
  # No penalty for wrong passwords: tests give them on purpose.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  inet_listener sasl {
    port = ${SASL_PORT:-10025}
  }
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${IMAP_PORT:-10143}
  }
  inet_listener imaps {
    port = ${IMAPS_PORT:-10993}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener pop3 {
    port = ${POP3_PORT:-10110}
  }
  inet_listener pop3s {
    port = ${POP3S_PORT:-10995}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${LMTP_PORT:-10024}
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
C
}

# The master's pid, if it is alive and ours.
running() {
  local pid
  pid=$(cat "$base/run/master.pid" 2>/dev/null) && [ -d "/proc/$pid" ] || return 1
  tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF -- "$conf" && echo "$pid"
}

listening() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  running > /dev/null && { echo 'already running' >&2; exit 1; }
  for program in imap pop3 lmtp; do
    [ -x "/usr/lib/dovecot/$program" ] || { echo "not installed: /usr/lib/dovecot/$program" >&2; exit 1; }
  done
  rm -rf "$base/run" # an old anvil socket costs 5 s at the first login
  write_conf
  dovecot -c "$conf" < /dev/null > "$base/start.log" 2>&1 || { cat "$base/start.log" >&2; exit 1; }
  for _ in $(seq 100); do
    listening "${IMAP_PORT:-10143}" && listening "${POP3S_PORT:-10995}" && return 0
    sleep 0.1
  done
  echo 'not listening after 10 s' >&2 && exit 1
}

# Waits until the given processes are gone.
await_end() {
  for _ in $(seq 100); do
    local left=0
    for pid in "$@"; do [ -d "/proc/$pid" ] && left=1; done
    [ $left = 0 ] && return 0
    sleep 0.1
  done
  return 1
}

children() { cat /proc/"$1"/task/*/children 2>/dev/null || true; }

stop() {
  local master
  master=$(running) || return 0
  # shellcheck disable=SC2046
  set -- $(children "$master")
  kill -"$signal" "$master"
  [ "$signal" = KILL ] && [ $# -gt 0 ] && { kill -KILL "$@" 2>/dev/null || true; }
  await_end "$master" "$@" || { kill -KILL "$master" "$@" 2>/dev/null || true; }
}

case ${1:-} in
  start) start ;;
  stop) signal=TERM; stop ;;
  kill) signal=KILL; stop ;;
  status) running ;;
  doveadm) shift; exec doveadm -c "$conf" "$@" ;;
  *) sed -n 2,13p "$0"; exit 2 ;;
esac
