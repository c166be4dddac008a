-- POST /api/booking, every request for an hour of its own, of one customer after the other: FROM is where the hours that nobody took begin, NEXT the file that is told.
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
  local most = 0
  for _, thread in ipairs(threads) do most = math.max(most, thread:get("count")) end
  local file = io.open(os.getenv("NEXT"), "w")
  file:write(string.format("%d", from + most * 2 + 2))
  file:close()
end
