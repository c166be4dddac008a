-- POST /api/booking: each request books another hour, for one customer after the other. FROM is the number of the first free hour; the number
-- of the next free hour is written to the file NEXT.
local number = 0
local professionals = {}
for id in io.lines(os.getenv("PROFESSIONALS")) do professionals[#professionals + 1] = id end

local tokens = {}
for token in io.lines(os.getenv("CUSTOMERS")) do tokens[#tokens + 1] = token end

local threads = {}
function setup(thread)
  thread:set("first", #threads)
  threads[#threads + 1] = thread
end

local midnight = math.floor(os.time() / 86400) * 86400
local from = tonumber(os.getenv("FROM"))
count = 0

function request()
  local n = from + count * 2 + first
  count = count + 1
  local hour = math.floor(n / #professionals)
  local day = os.date("!%Y-%m-%d", midnight + (2 + math.floor(hour / 24)) * 86400)
  local body = string.format('{"professionalId":"%s","service":"%s","date":"%s","time":"%02d:00","address":"12 Mill Lane","notes":"Ring twice."}',
    professionals[n % #professionals + 1], os.getenv("SERVICE"), day, hour % 24)
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1] }, body)
end

function done(summary, latency, requests)
  local max = 0
  for _, thread in ipairs(threads) do max = math.max(max, thread:get("count")) end
  local file = io.open(os.getenv("NEXT"), "w")
  file:write(string.format("%d", from + max * 2 + 2))
  file:close()
end
