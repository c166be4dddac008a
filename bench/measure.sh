# Sourced after node.sh: runs wrk and summarizes its results.
# shellcheck shell=bash

# measure <server> <case> <port> <path> [arguments of wrk]: runs wrk once and appends "requests/s p99-ms" to the file of this server and case.
# Fails if any response is not a success.
measure() {
  local server=$1 case=$2 at=$3 path=$4 out
  shift 4
  out=$(wrk -t2 -c"${wrk_connections:-$connections}" -d"${seconds}s" --latency "$@" "http://127.0.0.1:$at$path")
  if grep -qE 'Non-2xx|Socket errors' <<<"$out"; then
    echo "$server $case:" >&2
    echo "$out" >&2
    exit 1
  fi
  awk '/Requests\/sec/ { rate = $2 } / 99%/ { p = $2; if (p ~ /us$/) p /= 1000; else if (p ~ /ms$/) p += 0; else p *= 1000 } END { print rate, p }' \
    <<<"$out" >>"$home/$case.$server"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# rate <server> <case> prints the median requests/s, slowest <server> <case> the median p99 in ms.
rate() { cut -d' ' -f1 "$home/$2.$1" | median; }
slowest() { cut -d' ' -f2 "$home/$2.$1" | median; }

machine() {
  echo "Measured on $(nproc) cores, $(awk '/MemTotal/ { print int($2 / 1048576 + 0.5) }' /proc/meminfo) GB, with PostgreSQL, Redis, all servers and wrk on the same machine;"
  echo "$connections connections, median of $rounds rounds of $seconds s in turn."
}

# Prints the URI of the node's database.
database() { echo "postgresql://busbar:$(cat "$home/secrets/postgres")@127.0.0.1:$(cat "$home/postgres/port")/busbar"; }

# start_bare <port>: starts the bare server beside the node.
start_bare() {
  # shellcheck disable=SC2086
  "$java" $standalone -cp "$classpath" bench/BareServer.java "$1" "$(database)" "http://127.0.0.1:$port/.well-known/jwks.json" \
    >"$results/bare.out" 2>&1 &
  bare=$!
  answers "$1" "$bare" "$results/bare.out"
}

# answers <port> <process> <log>: waits until the server answers requests for the catalog.
answers() {
  until curl -fs -o /dev/null "http://127.0.0.1:$1/api/services"; do
    kill -0 "$2" || { cat "$3"; exit 1; }
    sleep 0.05
  done
}
