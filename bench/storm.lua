-- POST /api/booking, always for the same hour of the same professional, for one customer after the other. Prints the number of each response.
local threads = {}
function setup(thread) threads[#threads + 1] = thread end

made, refused, other = 0, 0, 0
local professional = io.lines(os.getenv("PROFESSIONALS"))()
local day = os.date("!%Y-%m-%d", (math.floor(os.time() / 86400) + 363) * 86400)
local body = string.format('{"professionalId":"%s","service":"%s","date":"%s","time":"10:00"}', professional, os.getenv("SERVICE"), day)

local tokens = {}
for token in io.lines(os.getenv("CUSTOMERS")) do tokens[#tokens + 1] = token end
local turn = 0

function request()
  turn = turn % #tokens + 1
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[turn] }, body)
end

function response(status)
  if status == 201 then made = made + 1 elseif status == 409 then refused = refused + 1 else other = other + 1 end
end

function done()
  local sums = { made = 0, refused = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  print(string.format("storm %d booked, %d refused as taken, %d other responses", sums.made, sums.refused, sums.other))
end
