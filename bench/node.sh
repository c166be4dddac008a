# Sourced by the other scripts: builds Busbar, and starts and stops a node in a temporary folder.
# shellcheck shell=bash
results=bench/results
mkdir -p "$results"
JAVA_HOME=${BENCH_JAVA_HOME:-$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -1)}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mvn -q -B compile
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
classpath=target/classes:$(cat target/classpath)
jvm_args=$(sed -n 's:.*<jvm.args>\(.*\)</jvm.args>.*:\1:p' pom.xml)
standalone="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

home=$(mktemp -d)
node=
bare=
peers=()
cleanup() {
  [ -z "$bare" ] || kill "$bare" 2>/dev/null || true
  [ ${#peers[@]} = 0 ] || { kill "${peers[@]}" 2>/dev/null && wait "${peers[@]}" 2>/dev/null; } || true
  [ -z "$node" ] || { kill "$node" 2>/dev/null && wait "$node" 2>/dev/null; } || true
  rm -rf "$home"
}
trap cleanup EXIT

export PORT=$port BUSBAR_HOME=$home RATE_LIMIT_GENERAL=1000000/1 RATE_LIMIT_USER=1000000/1 RATE_LIMIT_AUTH=1000000/1
export ADMIN_EMAIL=bench@example.com ADMIN_PASSWORD='a secret of the bench'
now() { date +%s%N; }

# Starts a node with these arguments. Sets $started_ms to the time from the start of the JVM to the first response.
start_node() {
  local from
  from=$(now)
  # shellcheck disable=SC2086
  "$java" $jvm_args ${NODE_OPTIONS_JAVA:-} -cp "$classpath" io.busbar.Busbar "$@" >"$results/node.out" 2>&1 &
  node=$!
  until curl -fs -o /dev/null "http://127.0.0.1:$port/health"; do
    kill -0 "$node" || { cat "$results/node.out"; exit 1; }
    sleep 0.02
  done
  started_ms=$((($(now) - from) / 1000000))
}
# mail_sink <port>: starts a mail server that discards all email; nodes started afterwards use it.
mail_sink() {
  # shellcheck disable=SC2086
  "$java" $standalone -cp "$classpath" bench/MailSink.java "$1" >"$results/mail.out" 2>&1 &
  peers+=($!)
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    kill -0 "${peers[-1]}" || { cat "$results/mail.out"; exit 1; }
    sleep 0.05
  done
  export EMAIL_HOST=127.0.0.1 EMAIL_PORT=$1 EMAIL_FROM='Busbar <bench@example.com>'
}
stop_node() {
  kill "$node"
  wait "$node" || true
  node=
}

# Sets $TOKEN to an access token of an admin.
admin_token() {
  # shellcheck disable=SC2086
  TOKEN=$("$java" $jvm_args -cp "$classpath" io.busbar.Busbar token admin --expires 4h | tail -1)
  export TOKEN
}

# Signs in as the first admin and sets $ME to the access token.
sign_in() {
  ME=$(curl -fs "http://127.0.0.1:$port/api/auth/login" -H 'Content-Type: application/json' \
    -d "{\"identifier\":\"$ADMIN_EMAIL\",\"password\":\"$ADMIN_PASSWORD\"}" | sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
  export ME
}

# Creates fifty services, so that a page is full and a search has to choose.
fill_catalog() {
  for i in $(seq 1 50); do
    curl -fs -o /dev/null "http://127.0.0.1:$port/api/services" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
      -d "{\"title\":\"Service number $i\",\"description\":\"What number $i does for you, and how long it takes.\",\"category\":\"plumbing\",\"icon\":\"wrench\",\"color\":\"#0a7cff\"}"
  done
}
